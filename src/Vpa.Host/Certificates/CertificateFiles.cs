using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vpa.Host.CommandLine;
using Vpa.Host.Logging;
using Vpa.Kubernetes.Client;

namespace Vpa.Host.Certificates;

/// <summary>
/// Certificate files as a Kubernetes volume holds them. They are read again every few seconds and compared by content, which does not depend on
/// how the volume replaces them; a pair that cannot be used leaves the last good one in force (A20 to A26).
/// </summary>
/// <remarks>
/// Where CA and server certificate are replaced together and this program registers the CA, API servers that still know the old CA only would
/// refuse the new certificate. So the new CA is registered beside the old one first, the new certificate is served once that is so, and then the old CA goes.
/// </remarks>
internal sealed class CertificateFiles : IServerCertificateSource
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(10);

    // Handshakes that began with a certificate before it was replaced are long over then; the connections no longer need it.
    private static readonly TimeSpan LongestUse = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan RemindEvery = TimeSpan.FromMinutes(10);

    private readonly CertificateFileOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CaFile _ca;
    private readonly Queue<(ServerCertificate Certificate, long Since)> _replaced = [];
    private ServerCertificate _server;
    private ServerCertificate? _held;
    private string _caPem;
    private string _registeredPem;
    private string? _lastError;
    private string? _registrationError;
    private (string Reason, long At)? _told;

    private CertificateFiles(CertificateFileOptions options, ServerCertificate server, TimeProvider clock, ILogger logger)
    {
        (_options, _server, _clock, _logger) = (options, server, clock, logger);
        _ca = new(options.CaPath, logger);
        _ca.Load(options.IsRegistering);
        _caPem = _registeredPem = _ca.Pem;
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
            server = ReadServer(options);
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
            await RefreshAsync(isRegistered, cancellationToken);
        }
    }

    /// <summary>Reads the files once and takes over what changed: the CA, and certificate and key when they fit together and are trusted.</summary>
    internal async Task RefreshAsync(IsRegistered isRegistered, CancellationToken cancellationToken)
    {
        DisposeOfReplaced();
        _ca.Refresh(); // before the pair: of files replaced in between, a pair whose CA is not seen yet waits for it
        await FollowRegistrationAsync(isRegistered, cancellationToken);
        Receive(TryReadServer());
        if (_held is { } held)
        {
            AdoptOrHold(held);
        }

        Volatile.Write(ref _caPem, _held is null || _registeredPem == _ca.Pem ? _ca.Pem : $"{_ca.Pem.TrimEnd()}\n{_registeredPem}");
    }

    private static bool IsUnusable(Exception e) => e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    /// <summary>The certificate in the files; a known one if it is that.</summary>
    private static ServerCertificate ReadServer(CertificateFileOptions options, params ReadOnlySpan<ServerCertificate?> known)
    {
        var (certificates, key) = (File.ReadAllText(options.CertificatePath), File.ReadAllText(options.KeyPath));
        foreach (var one in known)
        {
            if (one?.IsOf(certificates, key) == true)
            {
                return one;
            }
        }

        return ServerCertificate.FromPem(certificates, key);
    }

    /// <summary>Takes note of when a new CA text is registered.</summary>
    private async Task FollowRegistrationAsync(IsRegistered isRegistered, CancellationToken cancellationToken)
    {
        _registrationError = null;
        try
        {
            if (_options.IsRegistering && _registeredPem != _ca.Pem && await isRegistered(_ca.Pem, cancellationToken))
            {
                _registeredPem = _ca.Pem;
            }
        }
        catch (KubernetesApiException e)
        {
            _registrationError = e.Message; // told where something waits for it
        }
    }

    private ServerCertificate? TryReadServer()
    {
        try
        {
            var read = ReadServer(_options, _server, _held);
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

    /// <summary>Takes up what was read; while the files cannot be used, what waits goes on waiting.</summary>
    private void Receive(ServerCertificate? read)
    {
        if (read is not null && read != _held)
        {
            _held?.Dispose();
            _held = read == _server ? null : read;
            _told = null;
        }
    }

    private void AdoptOrHold(ServerCertificate next)
    {
        if (ReasonToHold(next) is not { } reason)
        {
            Adopt(next);
        }
        else if (_told?.Reason != reason || _clock.GetElapsedTime(_told.Value.At) >= RemindEvery)
        {
            _told = (reason, _clock.GetTimestamp());
            _logger.CertificateHeldBack(_options.CertificatePath, reason);
        }
    }

    private string? ReasonToHold(ServerCertificate next) =>
        !_options.IsRegistering || next.ChainsToOneOf(_registeredPem) || !IsTrusted(_server) ? null
        : !next.ChainsToOneOf(_ca.Pem) ? $"it does not chain to a CA certificate in {_options.CaPath}"
        : _registrationError is { } error ? $"whether its CA is registered cannot be told: {error}"
        : "its CA is not registered with the API server yet";

    /// <summary>Whether API servers accept a certificate, so that it is worth keeping; it is their clock that decides, not that of the rules.</summary>
    private bool IsTrusted(ServerCertificate served) =>
        new DateTimeOffset(served.Certificate.NotAfter) > TimeProvider.System.GetUtcNow() && served.ChainsToOneOf(_registeredPem);

    private void Adopt(ServerCertificate next)
    {
        (_held, _told) = (null, null);
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
