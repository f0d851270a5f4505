using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Leases;

/// <summary>
/// One process's view of, and claim on, a lease. Whether another's lease has expired is judged by this process's own clock, from when it saw the
/// lease change last: clocks of different nodes are never compared.
/// </summary>
internal sealed class LeaseClaim(ILeaseStore store, LeaderElectionOptions options, TimeProvider time)
{
    private WireLease? _seen;
    private long _seenAt;
    private long _claimedAt;

    /// <summary>Whether the lease, as last seen, is held by another and has not expired.</summary>
    public bool IsHeldByAnother => Holder(_seen) is { Length: > 0 } holder && holder != options.Identity && !HasExpired();

    /// <summary>Time since the last successful claim was sent.</summary>
    public TimeSpan SinceClaim => time.GetElapsedTime(_claimedAt);

    /// <summary>Takes or renews the lease if it is free, expired or ours.</summary>
    /// <returns>Whether it is ours now.</returns>
    /// <exception cref="KubernetesApiException">It could not be told.</exception>
    public async Task<bool> TryClaimAsync(CancellationToken cancellationToken)
    {
        var sentAt = time.GetTimestamp();
        try
        {
            // While nobody interferes a renewal is one request; else the lease is read first.
            var ours = Holder(_seen) == options.Identity;
            if (!ours)
            {
                Observe(await store.ReadAsync(cancellationToken));
                if (IsHeldByAnother)
                {
                    return false;
                }
            }

            sentAt = time.GetTimestamp();
            Observe(_seen is null
                ? await store.CreateAsync(Claimed(), cancellationToken)
                : await store.WriteAsync(_seen.Metadata?.ResourceVersion ?? "", Claimed(), cancellationToken));
        }
        catch (KubernetesApiException e) when (e.IsConflict || e.IsNotFound)
        {
            // Somebody was faster, or deleted it. What is there now tells whether we still lead.
            Observe(await store.ReadAsync(cancellationToken));
            return false;
        }

        _claimedAt = sentAt;
        return true;
    }

    /// <summary>Gives the lease up at once, if it is ours.</summary>
    /// <exception cref="KubernetesApiException">It could not be written; it will expire.</exception>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (Holder(_seen) != options.Identity)
        {
            return;
        }

        try
        {
            await WriteReleasedAsync(_seen!, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsConflict)
        {
            // The server may have carried out a renewal whose answer we did not wait for.
            Observe(await store.ReadAsync(cancellationToken));
            if (Holder(_seen) == options.Identity)
            {
                await WriteReleasedAsync(_seen!, cancellationToken);
            }
        }
    }

    private async Task WriteReleasedAsync(WireLease ours, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var released = new WireLeaseSpec { HolderIdentity = "", LeaseDurationSeconds = 1, AcquireTime = now, RenewTime = now, LeaseTransitions = ours.Spec?.LeaseTransitions };
        Observe(await store.WriteAsync(ours.Metadata?.ResourceVersion ?? "", released, cancellationToken));
    }

    private static string? Holder(WireLease? lease) => lease?.Spec?.HolderIdentity;

    private WireLeaseSpec Claimed()
    {
        var now = time.GetUtcNow();
        var ours = Holder(_seen) == options.Identity;
        return new WireLeaseSpec
        {
            HolderIdentity = options.Identity,
            LeaseDurationSeconds = (int)Math.Ceiling(options.LeaseDuration.TotalSeconds),
            AcquireTime = ours ? _seen?.Spec?.AcquireTime ?? now : now,
            RenewTime = now,
            LeaseTransitions = (_seen?.Spec?.LeaseTransitions ?? 0) + (_seen is null || ours ? 0 : 1),
        };
    }

    private bool HasExpired()
    {
        var duration = _seen?.Spec?.LeaseDurationSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : options.LeaseDuration;
        return time.GetElapsedTime(_seenAt) > duration;
    }

    private void Observe(WireLease? lease)
    {
        if (lease is null || _seen is null || lease.Metadata?.ResourceVersion != _seen.Metadata?.ResourceVersion)
        {
            _seenAt = time.GetTimestamp();
        }

        _seen = lease;
    }
}
