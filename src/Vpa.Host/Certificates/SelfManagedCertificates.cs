using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vpa.Host.Logging;
using Vpa.Kubernetes.Admitting;
using Vpa.Kubernetes.Client;

namespace Vpa.Host.Certificates;

/// <summary>
/// Certificates that this program makes when it is given none: a CA and a server certificate, kept in a Secret, shared by all replicas, and
/// replaced before they expire. Any replica may write; one that finds the Secret changed since it read it takes over what is there.
/// </summary>
/// <param name="secret">Where they are kept.</param>
/// <param name="hosts">The names under which the API server calls; the first is the main one.</param>
/// <param name="lifetimes">Lives and pauses.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Receives each step and what fails; never a key.</param>
internal sealed class SelfManagedCertificates(
    CertificateSecret secret, IReadOnlyList<string> hosts, CertificateLifetimes lifetimes, TimeProvider clock, ILogger logger) : IServerCertificateSource
{
    private static readonly TimeSpan PauseAtStart = TimeSpan.FromSeconds(1);
    private static readonly IsRegistered NotYet = (_, _) => Task.FromResult(false);

    private ManagedCertificates? _current;
    private IReadOnlyDictionary<string, string> _lastTexts = new Dictionary<string, string>(StringComparer.Ordinal);
    private (string Thumbprint, DateTimeOffset Since)? _registered;
    private string? _lastError;
    private bool _isAheadTold;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Nothing was prepared yet.</exception>
    public X509Certificate2 Current => Shared.Server;

    /// <inheritdoc/>
    public SslStreamCertificateContext Context => Shared.Context;

    /// <inheritdoc/>
    public string CaPem => Shared.TrustedPem;

    private ManagedCertificates Shared => Volatile.Read(ref _current) ?? throw new InvalidOperationException("The certificates are not prepared yet.");

    /// <summary>Reads the Secret or makes it; tries until it succeeds.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await StepOrLogAsync(NotYet, cancellationToken);
            if (_current is not null)
            {
                return;
            }

            await Task.Delay(PauseAtStart, clock, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task FollowAsync(IsRegistered isRegistered, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(lifetimes.Reading, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await StepOrLogAsync(isRegistered, cancellationToken);
        }
    }

    /// <summary>Takes over what is in the Secret, and takes the next step of the rotation if one is due.</summary>
    /// <exception cref="KubernetesApiException">The API server could not be asked or told.</exception>
    internal async Task StepAsync(IsRegistered isRegistered, CancellationToken cancellationToken)
    {
        var texts = await secret.ReadAsync(cancellationToken);
        var stored = Read(texts);
        var now = clock.GetUtcNow();
        var isSpoilt = stored?.IsAheadOf(now) == true && _current?.IsValidAt(now) == true;
        TellAhead(stored, isSpoilt);
        if (stored is not null && !isSpoilt)
        {
            Adopt(stored, texts!);
        }

        // What is served is put back as it is: with a new CA in each answer, two replicas whose clocks differ would let the bundle grow for ever.
        var (step, next) = stored is null ? Restored(now)
            : isSpoilt ? (RotationStep.PutBack, _current)
            : Advanced(stored, RotationSchedule.Next(stored, hosts, await RegisteredSinceAsync(stored, isRegistered, now, cancellationToken), lifetimes, now), now);
        if (next?.ToTexts() is { } written && await secret.TryWriteAsync(written, cancellationToken))
        {
            logger.CertificatesRotated(step, secret.FullName);
            Adopt(next, written);
        }
    }

    /// <summary>
    /// What to store when there is no usable Secret. While this process has certificates they go on being served, and the CA is replaced in
    /// the orderly way: whoever could delete or overwrite the Secret may also have read the key in it. So deleting it is how to ask for a new CA.
    /// </summary>
    private (RotationStep Step, ManagedCertificates Next) Restored(DateTimeOffset now) => _current is { } served
        ? (RotationStep.AddAuthority, served.WithNewAuthority(lifetimes, now))
        : (RotationStep.StartOver, ManagedCertificates.Create(hosts, lifetimes, now));

    private (RotationStep Step, ManagedCertificates? Next) Advanced(ManagedCertificates stored, RotationStep step, DateTimeOffset now) => (step, step switch
    {
        RotationStep.AddAuthority => stored.WithNewAuthority(lifetimes, now),
        RotationStep.ReplaceServer => stored.WithNewServer(hosts, lifetimes, now),
        RotationStep.DropOldAuthorities => stored.WithoutOldAuthorities(),
        RotationStep.StartOver => ManagedCertificates.Create(hosts, lifetimes, now),
        _ => null,
    });

    private async Task<DateTimeOffset?> RegisteredSinceAsync(
        ManagedCertificates stored, IsRegistered isRegistered, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (stored.IsServerOfNewestAuthority || !await isRegistered(stored.Authority.CertificatePem, cancellationToken))
        {
            _registered = null;
            return null;
        }

        var thumbprint = stored.Authority.Certificate.Thumbprint;
        if (_registered?.Thumbprint != thumbprint)
        {
            _registered = (thumbprint, now);
        }

        return _registered?.Since;
    }

    private ManagedCertificates? Read(IReadOnlyDictionary<string, string>? texts)
    {
        if (texts is null)
        {
            return null;
        }

        if (_current is not null && texts.Count == _lastTexts.Count && texts.All(t => _lastTexts.GetValueOrDefault(t.Key) == t.Value))
        {
            return _current;
        }

        var read = ManagedCertificates.TryRead(texts, out var fault);
        if (read is null)
        {
            logger.CertificateSecretUnusable(secret.FullName, fault);
            return null;
        }

        return read;
    }

    private void TellAhead(ManagedCertificates? stored, bool isSpoilt)
    {
        if (isSpoilt && !_isAheadTold)
        {
            logger.CertificatesAhead(secret.FullName, stored!.ServerNotBefore);
        }

        _isAheadTold = isSpoilt;
    }

    private void Adopt(ManagedCertificates certificates, IReadOnlyDictionary<string, string> texts)
    {
        _lastTexts = texts;
        var isNew = _current?.Server.Thumbprint != certificates.Server.Thumbprint;
        Volatile.Write(ref _current, certificates);
        if (isNew)
        {
            logger.CertificateReloaded(certificates.Server.Subject, certificates.ServerNotAfter);
        }
    }

    private async Task StepOrLogAsync(IsRegistered isRegistered, CancellationToken cancellationToken)
    {
        try
        {
            await StepAsync(isRegistered, cancellationToken);
            _lastError = null;
        }
        catch (KubernetesApiException e)
        {
            // What is served stays good for weeks; say it once.
            if (_lastError != e.Message)
            {
                _lastError = e.Message;
                logger.CertificateSecretUnreachable(secret.FullName, e.Message);
            }
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // No reason to end a process that may be serving well.
            if (_lastError != e.Message)
            {
                _lastError = e.Message;
                logger.CertificatesNotMade(secret.FullName, e.Message);
            }
        }
    }
}
