using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vpa.Kubernetes.Leases;
using Vpa.Testing;

namespace Vpa.Kubernetes.Tests.Leases;

public sealed class LeaderElectorTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
    private readonly FakeLeaseStore _store;
    private readonly CancellationTokenSource _stop = new();
    private bool _working;
    private CancellationToken _leadership;

    public LeaderElectorTests() => _store = new FakeLeaseStore(_time);

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task Creates_the_lease_leads_and_releases_on_stop()
    {
        var (elector, leading) = Start();
        await Eventually.HoldsAsync(() => _working, "it leads");
        Assert.True(elector.IsLeader);
        Assert.Equal(("me", 15, 0), (_store.Holder, _store.Lease!.Spec!.LeaseDurationSeconds, _store.Lease.Spec.LeaseTransitions));
        await _stop.CancelAsync();
        Assert.Equal(LeadershipEnd.Stopped, await leading);
        Assert.Equal("", _store.Holder);
        Assert.False(elector.IsLeader);
    }

    [Theory]
    [InlineData(null)] // made by kubectl or Helm, never held
    [InlineData("")] // released
    [InlineData("me")] // ours
    public async Task Takes_a_lease_that_is_free_at_once(string? holder)
    {
        _store.SetHolder(holder);
        var (_, leading) = Start();
        await Eventually.HoldsAsync(() => _working, "it leads");
        Assert.Equal("me", _store.Holder);
        Assert.Equal(holder == "me" ? 3 : 4, _store.Lease!.Spec!.LeaseTransitions);
        await StopAsync(leading);
    }

    [Fact]
    public async Task Waits_until_anothers_lease_expired_by_its_own_clock()
    {
        _store.SetHolder("other");
        var (elector, leading) = Start();
        for (var waited = TimeSpan.Zero; waited < TimeSpan.FromSeconds(14); waited += TimeSpan.FromSeconds(2))
        {
            await Task.Yield();
            _time.Advance(TimeSpan.FromSeconds(2));
            Assert.False(elector.IsLeader);
        }

        await Eventually.HoldsAsync(() => _working, "it leads after the lease expired", () => _time.Advance(TimeSpan.FromSeconds(2)));
        Assert.Equal("me", _store.Holder);
        await StopAsync(leading);
    }

    [Fact]
    public async Task Does_not_take_a_lease_that_another_renews()
    {
        _store.SetHolder("other");
        var (elector, leading) = Start();
        for (var i = 0; i < 20; i++)
        {
            _store.SetHolder("other");
            _time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        Assert.False(elector.IsLeader);
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leading);
        Assert.Equal("other", _store.Holder);
    }

    [Fact]
    public async Task Renews_for_as_long_as_it_leads()
    {
        var (elector, leading) = Start();
        await Eventually.HoldsAsync(() => _working, "it leads");
        var until = _time.GetUtcNow() + TimeSpan.FromMinutes(2);
        while (_time.GetUtcNow() < until)
        {
            var version = _store.Lease!.Metadata!.ResourceVersion;
            await Eventually.HoldsAsync(() => _store.Lease.Metadata.ResourceVersion != version, "it renews", () => _time.Advance(TimeSpan.FromMilliseconds(200)));
            Assert.False(_leadership.IsCancellationRequested);
        }

        Assert.True(elector.IsLeader);
        Assert.Equal(0, _store.Lease!.Spec!.LeaseTransitions);
        await StopAsync(leading);
    }

    [Fact]
    public async Task Loses_leadership_when_another_holds_the_lease()
    {
        var (elector, leading) = Start();
        await Eventually.HoldsAsync(() => _working, "it leads");
        _store.SetHolder("thief");
        await Eventually.HoldsAsync(() => _leadership.IsCancellationRequested, "the work is told", () => _time.Advance(TimeSpan.FromMilliseconds(200)));
        Assert.Equal(LeadershipEnd.Lost, await leading);
        Assert.Equal("thief", _store.Holder); // not released: it is not ours
        Assert.False(elector.IsLeader);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Loses_leadership_at_the_renew_deadline_when_the_server_is_gone(bool hangs)
    {
        var (_, leading) = Start();
        await Eventually.HoldsAsync(() => _working, "it leads");
        var lastRenewal = _store.Lease!.Spec!.RenewTime!.Value;
        _store.Unreachable = true;
        _store.Hangs = hangs;
        await Eventually.HoldsAsync(() => _leadership.IsCancellationRequested, "the work is told", () => _time.Advance(TimeSpan.FromMilliseconds(100)));
        var lostAfter = _time.GetUtcNow() - lastRenewal;
        Assert.InRange(lostAfter, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(14)); // others wait 15
        Assert.Equal(LeadershipEnd.Lost, await leading);
    }

    [Fact]
    public async Task Survives_a_short_outage_and_a_deleted_lease()
    {
        var (elector, leading) = Start();
        await Eventually.HoldsAsync(() => _working, "it leads");
        _store.Unreachable = true;
        _time.Advance(TimeSpan.FromSeconds(2));
        await Task.Yield();
        _time.Advance(TimeSpan.FromSeconds(2));
        _store.Unreachable = false;
        _store.Delete();
        await Eventually.HoldsAsync(() => _store.Holder == "me", "the lease is made anew", () => _time.Advance(TimeSpan.FromMilliseconds(20)));
        Assert.True(elector.IsLeader);
        Assert.False(_leadership.IsCancellationRequested);
        await StopAsync(leading);
    }

    [Fact]
    public async Task A_failure_of_the_work_releases_the_lease_and_comes_through()
    {
        var elector = new LeaderElector(_store, Options(), _time, NullLogger.Instance);
        await Assert.ThrowsAsync<InvalidDataException>(() => elector.LeadAsync(_ => throw new InvalidDataException("broken"), CancellationToken.None));
        Assert.Equal("", _store.Holder);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Releases_although_the_last_renewal_was_carried_out_without_an_answer(bool workFails)
    {
        var broken = new TaskCompletionSource();
        var elector = new LeaderElector(_store, Options(), _time, NullLogger.Instance);
        var leading = elector.LeadAsync(ct => broken.Task.WaitAsync(ct), _stop.Token);
        var renewalEnds = _store.AnswersLost = new TaskCompletionSource();
        await Eventually.HoldsAsync(() => _store.Unanswered == 1, "a renewal is under way", () => _time.Advance(TimeSpan.FromMilliseconds(200)));
        if (workFails)
        {
            broken.SetException(new InvalidDataException("broken"));
        }
        else
        {
            await _stop.CancelAsync();
        }

        renewalEnds.SetResult();
        await Task.WhenAny(leading);
        Assert.Equal(workFails ? typeof(InvalidDataException) : null, leading.Exception?.InnerException?.GetType());
        Assert.Equal("", _store.Holder);
    }

    [Theory]
    [InlineData(15, 10, 2, null)]
    [InlineData(10, 10, 2, "lease duration 10 s must be longer than the renew deadline 10 s")]
    [InlineData(15, 10, 9, "renew deadline 10 s must be longer than 1.2 times the retry period 9 s")]
    [InlineData(15, 10, 0, "retry period 0 s must be positive")]
    public void Durations_must_fit_together_R152(int lease, int renew, int retry, string? error) =>
        Assert.Equal(error, (Options() with { LeaseDuration = TimeSpan.FromSeconds(lease), RenewDeadline = TimeSpan.FromSeconds(renew), RetryPeriod = TimeSpan.FromSeconds(retry) }).Validate());

    [Fact]
    public void Identity_is_host_underscore_uuid_R152() =>
        Assert.Matches($"^{Environment.MachineName}_[0-9a-f-]{{36}}$", new LeaderElectionOptions { Namespace = "kube-system", Name = "vpa-updater" }.Identity);

    [Fact]
    public async Task Two_electors_hand_over_through_a_real_server_and_keep_foreign_fields()
    {
        await using var cluster = await SimulatedCluster.StartAsync();
        await cluster.CreateAsync("apis/coordination.k8s.io/v1/namespaces/kube-system/leases", """{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"l","labels":{"by":"helm"}},"spec":{"strategy":"OldestEmulationVersion"}}""");
        var quick = Options() with { Namespace = "kube-system", Name = "l", LeaseDuration = TimeSpan.FromSeconds(3), RenewDeadline = TimeSpan.FromSeconds(2), RetryPeriod = TimeSpan.FromMilliseconds(50) };
        using var stopFirst = new CancellationTokenSource();
        var first = new LeaderElector(cluster.Api, quick with { Identity = "first" }, TimeProvider.System, NullLogger.Instance);
        var second = new LeaderElector(cluster.Api, quick with { Identity = "second" }, TimeProvider.System, NullLogger.Instance);
        var firstLeads = first.LeadAsync(ct => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct), stopFirst.Token);
        await Eventually.HoldsAsync(() => first.IsLeader, "the first leads");
        var secondLeads = second.LeadAsync(ct => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct), _stop.Token);
        Assert.False(second.IsLeader);
        await stopFirst.CancelAsync();
        Assert.Equal(LeadershipEnd.Stopped, await firstLeads);
        await Eventually.HoldsAsync(() => second.IsLeader, "the second leads");
        var lease = await cluster.GetAsync("apis/coordination.k8s.io/v1/namespaces/kube-system/leases/l");
        Assert.Equal(("helm", "OldestEmulationVersion"), ((string?)lease["metadata"]!["labels"]!["by"], (string?)lease["spec"]!["strategy"]));
        Assert.Equal(0, cluster.Server.Requests.Count("patch", "leases")); // roles for leader election grant get, create and update
        await StopAsync(secondLeads);
    }

    private static LeaderElectionOptions Options() => new() { Namespace = "kube-system", Name = "vpa-updater", Identity = "me" };

    private (LeaderElector Elector, Task<LeadershipEnd> Leading) Start()
    {
        var elector = new LeaderElector(_store, Options(), _time, NullLogger.Instance);
        var leading = elector.LeadAsync(
            async ct =>
            {
                _leadership = ct;
                _working = true;
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, ct);
            },
            _stop.Token);
        return (elector, leading);
    }

    private async Task StopAsync(Task<LeadershipEnd> leading)
    {
        await _stop.CancelAsync();
        Assert.Equal(LeadershipEnd.Stopped, await leading);
    }
}
