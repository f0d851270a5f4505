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
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private Pair _pair;
    private string _caPem;
    private string? _lastError;

    private CertificateFiles(string certificatePath, string keyPath, string caPath, TimeProvider clock, ILogger logger)
    {
        (_certificatePath, _keyPath, _caPath, _clock, _logger) = (certificatePath, keyPath, caPath, clock, logger);
        _pair = ReadPair();
        _caPem = ReadCa() ?? "";
    }

    /// <inheritdoc/>
    public X509Certificate2 Current => Volatile.Read(ref _pair).Certificate;

    /// <inheritdoc/>
    public string CaPem => Volatile.Read(ref _caPem);

    /// <summary>Reads the files.</summary>
    /// <param name="certificatePath">Server certificate, PEM.</param>
    /// <param name="keyPath">Its key, PEM.</param>
    /// <param name="caPath">CA bundle, PEM; needed only where the webhook is registered by this program, so it may be missing.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Where reloads are told.</param>
    /// <exception cref="UsageException">A file is missing or does not hold what it should.</exception>
    public static CertificateFiles Load(string certificatePath, string keyPath, string caPath, TimeProvider clock, ILogger logger)
    {
        try
        {
            return new(certificatePath, keyPath, caPath, clock, logger);
        }
        catch (Exception e) when (IsUnusable(e))
        {
            throw new UsageException([$"--tls-cert-file {certificatePath} and --tls-private-key {keyPath} cannot be used: {e.Message}"]);
        }
    }

    /// <inheritdoc/>
    public async Task FollowAsync(IsRegistered isRegistered, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ReadEvery, _clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            Refresh();
        }
    }

    /// <summary>Reads the files once and takes over what changed: certificate and key when they fit together, and the CA on its own.</summary>
    public void Refresh()
    {
        try
        {
            var read = ReadPair();
            if (read.Text != _pair.Text)
            {
                Volatile.Write(ref _pair, read);
                _logger.CertificateReloaded(read.Certificate.Subject, new DateTimeOffset(read.Certificate.NotAfter));
            }

            if (ReadCa() is { } ca)
            {
                Volatile.Write(ref _caPem, ca);
            }

            _lastError = null;
        }
        catch (Exception e) when (IsUnusable(e))
        {
            // Half-replaced files mend themselves by the next look; say it once.
            if (_lastError != e.Message)
            {
                _lastError = e.Message;
                _logger.CertificateUnreadable(_certificatePath, e.Message);
            }
        }
    }

    private static bool IsUnusable(Exception e) => e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    private Pair ReadPair()
    {
        var certificate = File.ReadAllText(_certificatePath);
        var key = File.ReadAllText(_keyPath);
        return new(X509Certificate2.CreateFromPem(certificate, key), certificate + key);
    }

    /// <summary>Null for a file that is missing or empty: it is being replaced (A27), or not needed.</summary>
    private string? ReadCa() => File.Exists(_caPath) && File.ReadAllText(_caPath) is var text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>A class, not a record: a record would print the text, and with it the key.</summary>
    private sealed class Pair(X509Certificate2 certificate, string text)
    {
        public X509Certificate2 Certificate => certificate;

        /// <summary>Certificate and key as they were read, to see whether they have changed; a secret.</summary>
        public string Text => text;
    }
}
