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
    private int _underWay;

    public WireLease? Lease { get; private set; }

    public bool Unreachable { get; set; }

    public bool Hangs { get; set; }

    /// <summary>While set, a write is carried out but its answer never comes; a write that is cancelled ends only once this has.</summary>
    public TaskCompletionSource? AnswersLost { get; set; }

    /// <summary>How many writes were carried out without an answer.</summary>
    public int Unanswered { get; private set; }

    public string? Holder => Lease?.Spec?.HolderIdentity;

    public void SetHolder(string? holder, int durationSeconds = 15) =>
        Lease = Stored(new WireLeaseSpec { HolderIdentity = holder, LeaseDurationSeconds = holder is null ? null : durationSeconds, RenewTime = time.GetUtcNow(), LeaseTransitions = 3 });

    public void Delete() => Lease = null;

    public Task<WireLease?> ReadAsync(CancellationToken cancellationToken) => AloneAsync(async () =>
    {
        await AnswerAsync(cancellationToken);
        return Lease;
    });

    public Task<WireLease> CreateAsync(WireLeaseSpec spec, CancellationToken cancellationToken) => AloneAsync(async () =>
    {
        await AnswerAsync(cancellationToken);
        return Lease is null ? Lease = Stored(spec) : throw Failure(HttpStatusCode.Conflict);
    });

    public Task<WireLease> WriteAsync(string resourceVersion, WireLeaseSpec spec, CancellationToken cancellationToken) => AloneAsync(async () =>
    {
        await AnswerAsync(cancellationToken);
        Lease = Lease is null ? throw Failure(HttpStatusCode.NotFound)
            : Lease.Metadata!.ResourceVersion != resourceVersion ? throw Failure(HttpStatusCode.Conflict)
            : Stored(spec);
        if (AnswersLost is { } end)
        {
            AnswersLost = null;
            Unanswered++;
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await end.Task;
            cancellationToken.ThrowIfCancellationRequested();
        }

        return Lease;
    });

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

    /// <summary>A claimant sends one request at a time: an answer that comes late must not be taken for a fresh one.</summary>
    private async Task<T> AloneAsync<T>(Func<Task<T>> request)
    {
        if (Interlocked.Increment(ref _underWay) > 1)
        {
            throw new InvalidOperationException("A request was sent while another was under way.");
        }

        try
        {
            return await request();
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
