using System.Globalization;
using System.Net;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Leases;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Tests.Leases;

/// <summary>A lease in memory with the API server's conflicts, that can be stolen, deleted and made unreachable.</summary>
internal sealed class FakeLeaseStore(TimeProvider time) : ILeaseStore
{
    private int _version;

    public WireLease? Lease { get; private set; }

    public bool Unreachable { get; set; }

    public bool Hangs { get; set; }

    public string? Holder => Lease?.Spec?.HolderIdentity;

    public void SetHolder(string? holder, int durationSeconds = 15) =>
        Lease = Stored(new WireLeaseSpec { HolderIdentity = holder, LeaseDurationSeconds = holder is null ? null : durationSeconds, RenewTime = time.GetUtcNow(), LeaseTransitions = 3 });

    public void Delete() => Lease = null;

    public async Task<WireLease?> ReadAsync(CancellationToken cancellationToken)
    {
        await AnswerAsync(cancellationToken);
        return Lease;
    }

    public async Task<WireLease> CreateAsync(WireLeaseSpec spec, CancellationToken cancellationToken)
    {
        await AnswerAsync(cancellationToken);
        return Lease is null ? Lease = Stored(spec) : throw Failure(HttpStatusCode.Conflict);
    }

    public async Task<WireLease> WriteAsync(string resourceVersion, WireLeaseSpec spec, CancellationToken cancellationToken)
    {
        await AnswerAsync(cancellationToken);
        return Lease is null ? throw Failure(HttpStatusCode.NotFound)
            : Lease.Metadata!.ResourceVersion != resourceVersion ? throw Failure(HttpStatusCode.Conflict)
            : Lease = Stored(spec);
    }

    private static KubernetesApiException Failure(HttpStatusCode? status) => new($"lease: {status}") { StatusCode = status };

    private WireLease Stored(WireLeaseSpec spec) =>
        new() { Metadata = new() { Name = "lease", ResourceVersion = (++_version).ToString(CultureInfo.InvariantCulture) }, Spec = spec };

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        if (Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }

        if (Unreachable)
        {
            throw Failure(null);
        }
    }
}
