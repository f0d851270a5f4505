using System.Net.Security;
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

    // Handshakes that began with a certificate before it was replaced are long over then; the connections no longer need it.
    private static readonly TimeSpan LongestUse = TimeSpan.FromMinutes(1);

    private readonly string _certificatePath;
    private readonly string _keyPath;
    private readonly string _caPath;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Queue<(ServerCertificate Certificate, long Since)> _replaced = [];
    private ServerCertificate _server;
    private string _caPem;
    private string? _lastError;

    private CertificateFiles(string certificatePath, string keyPath, string caPath, TimeProvider clock, ILogger logger)
    {
        (_certificatePath, _keyPath, _caPath, _clock, _logger) = (certificatePath, keyPath, caPath, clock, logger);
        _server = ReadServer();
        _caPem = ReadCa() ?? "";
    }

    /// <inheritdoc/>
    public X509Certificate2 Current => Volatile.Read(ref _server).Certificate;

    /// <inheritdoc/>
    public SslStreamCertificateContext Context => Volatile.Read(ref _server).Context;

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
            DisposeOfReplaced();
            var read = ReadServer();
            if (read != _server)
            {
                Adopt(read);
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

    /// <summary>The certificate in the files; the one in use if they have not changed.</summary>
    private ServerCertificate ReadServer()
    {
        var (certificates, key) = (File.ReadAllText(_certificatePath), File.ReadAllText(_keyPath));
        return _server?.IsOf(certificates, key) == true ? _server : ServerCertificate.FromPem(certificates, key);
    }

    private void Adopt(ServerCertificate next)
    {
        _replaced.Enqueue((_server, _clock.GetTimestamp()));
        Volatile.Write(ref _server, next);
        _logger.CertificateReloaded(next.Certificate.Subject, new DateTimeOffset(next.Certificate.NotAfter));
    }

    private void DisposeOfReplaced()
    {
        while (_replaced.TryPeek(out var oldest) && _clock.GetElapsedTime(oldest.Since) >= LongestUse)
        {
            _replaced.Dequeue().Certificate.Dispose();
        }
    }

    /// <summary>Null for a file that is missing or empty: it is being replaced (A27), or not needed.</summary>
    private string? ReadCa() => File.Exists(_caPath) && File.ReadAllText(_caPath) is var text && !string.IsNullOrWhiteSpace(text) ? text : null;
}
