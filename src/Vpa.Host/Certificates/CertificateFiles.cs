using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vpa.Host.CommandLine;
using Vpa.Host.Logging;

namespace Vpa.Host.Certificates;

/// <summary>
/// Certificate files as a Kubernetes volume holds them. They are read again every few seconds and compared by content, which does not depend on
/// how the volume replaces them; a pair that cannot be used leaves the last good one in force (A20 to A26).
/// </summary>
internal sealed class CertificateFiles : IServerCertificateSource
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(10);

    private readonly string _certificatePath;
    private readonly string _keyPath;
    private readonly string _caPath;
    private readonly ILogger _logger;
    private Loaded _current;
    private string? _lastError;

    private CertificateFiles(string certificatePath, string keyPath, string caPath, Loaded current, ILogger logger)
    {
        (_certificatePath, _keyPath, _caPath, _current, _logger) = (certificatePath, keyPath, caPath, current, logger);
    }

    /// <inheritdoc/>
    public X509Certificate2 Current => Volatile.Read(ref _current).Certificate;

    /// <inheritdoc/>
    public string CaPem => Volatile.Read(ref _current).CaPem;

    /// <summary>Reads the files.</summary>
    /// <param name="certificatePath">Server certificate, PEM.</param>
    /// <param name="keyPath">Its key, PEM.</param>
    /// <param name="caPath">CA bundle, PEM; needed only where the webhook is registered by this program, so it may be missing.</param>
    /// <param name="logger">Where reloads are told.</param>
    /// <exception cref="UsageException">A file is missing or does not hold what it should.</exception>
    public static CertificateFiles Load(string certificatePath, string keyPath, string caPath, ILogger logger)
    {
        try
        {
            return new(certificatePath, keyPath, caPath, Read(certificatePath, keyPath, caPath), logger);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new UsageException([$"--tls-cert-file {certificatePath} and --tls-private-key {keyPath} cannot be used: {e.Message}"]);
        }
    }

    /// <summary>Follows changes until cancelled.</summary>
    public async Task RunAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ReadEvery, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            Refresh();
        }
    }

    /// <summary>Reads the files once and takes them over when they changed and fit together.</summary>
    public void Refresh()
    {
        try
        {
            var read = Read(_certificatePath, _keyPath, _caPath);
            _lastError = null;
            if (read.Text != _current.Text)
            {
                Volatile.Write(ref _current, read);
                _logger.CertificateReloaded(read.Certificate.Subject, new DateTimeOffset(read.Certificate.NotAfter));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            // Half-replaced files mend themselves by the next look; say it once.
            if (_lastError != e.Message)
            {
                _lastError = e.Message;
                _logger.CertificateUnreadable(_certificatePath, e.Message);
            }
        }
    }

    private static Loaded Read(string certificatePath, string keyPath, string caPath)
    {
        var certificate = File.ReadAllText(certificatePath);
        var key = File.ReadAllText(keyPath);
        var ca = File.Exists(caPath) ? File.ReadAllText(caPath) : "";
        return new(X509Certificate2.CreateFromPem(certificate, key), ca, certificate + key + ca);
    }

    private sealed record Loaded(X509Certificate2 Certificate, string CaPem, string Text);
}
