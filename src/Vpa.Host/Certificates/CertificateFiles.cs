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

    private readonly CertificateFileOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CaFile _ca;
    private readonly Queue<(ServerCertificate Certificate, long Since)> _replaced = [];
    private ServerCertificate _server;
    private string _caPem;
    private string? _lastError;

    private CertificateFiles(CertificateFileOptions options, ServerCertificate server, TimeProvider clock, ILogger logger)
    {
        (_options, _server, _clock, _logger) = (options, server, clock, logger);
        _ca = new(options.CaPath, logger);
        _ca.Load(options.IsRegistering);
        _caPem = _ca.Pem;
    }

    /// <inheritdoc/>
    public X509Certificate2 Current => Volatile.Read(ref _server).Certificate;

    /// <inheritdoc/>
    public SslStreamCertificateContext Context => Volatile.Read(ref _server).Context;

    /// <inheritdoc/>
    public string CaPem => Volatile.Read(ref _caPem);

    /// <summary>Reads the files.</summary>
    /// <param name="options">Which.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Where reloads are told.</param>
    /// <exception cref="UsageException">The server certificate or its key is missing, or is not what it should be.</exception>
    public static CertificateFiles Load(CertificateFileOptions options, TimeProvider clock, ILogger logger)
    {
        ServerCertificate server;
        try
        {
            server = ReadServer(options, null);
        }
        catch (Exception e) when (IsUnusable(e))
        {
            throw new UsageException([$"--tls-cert-file {options.CertificatePath} and --tls-private-key {options.KeyPath} cannot be used: {e.Message}"]);
        }

        return new(options, server, clock, logger);
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
        DisposeOfReplaced();
        _ca.Refresh();
        Volatile.Write(ref _caPem, _ca.Pem);
        if (TryReadServer() is { } read && read != _server)
        {
            Adopt(read);
        }
    }

    private static bool IsUnusable(Exception e) => e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    /// <summary>The certificate in the files; the known one if it is still that.</summary>
    private static ServerCertificate ReadServer(CertificateFileOptions options, ServerCertificate? known)
    {
        var (certificates, key) = (File.ReadAllText(options.CertificatePath), File.ReadAllText(options.KeyPath));
        return known?.IsOf(certificates, key) == true ? known : ServerCertificate.FromPem(certificates, key);
    }

    private ServerCertificate? TryReadServer()
    {
        try
        {
            var read = ReadServer(_options, _server);
            _lastError = null;
            return read;
        }
        catch (Exception e) when (IsUnusable(e))
        {
            // Half-replaced files mend themselves by the next look; say it once.
            if (_lastError != e.Message)
            {
                _lastError = e.Message;
                _logger.CertificateUnreadable(_options.CertificatePath, e.Message);
            }

            return null;
        }
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
}
