namespace Vpa.Updater.Tests;

/// <summary>A run goes by the lease that tells whether the admission controller is alive.</summary>
public sealed class StatusLeaseTests : IDisposable
{
    private readonly FakeCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    private Task<RunOutcome> RunOnceAsync(UpdaterOptions? options = null) => _cluster.Run(options).RunOnceAsync(CancellationToken.None);

    [Theory]
    [InlineData(59, RunOutcome.Completed, 1)]
    [InlineData(60, RunOutcome.AdmissionControllerNotAlive, 0)]
    [InlineData(3600, RunOutcome.AdmissionControllerNotAlive, 0)]
    public async Task U18_a_stale_lease_skips_the_whole_run(int age, RunOutcome expected, int evicted)
    {
        _cluster.AddWorkload("web", 2).LastSeen = () => _cluster.Time.GetUtcNow().AddSeconds(-age);

        Assert.Equal(expected, await RunOnceAsync());
        Assert.Equal(evicted, _cluster.Asked.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task U18_a_missing_or_unreadable_lease_skips_the_whole_run_and_is_said_once(bool throws)
    {
        _cluster.AddWorkload("web", 2).LastSeen = () => throws ? throw new InvalidOperationException("unreadable") : null;
        _cluster.LeaseFault = "404 not found";
        var run = _cluster.Run();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(RunOutcome.AdmissionControllerNotAlive, await run.RunOnceAsync(CancellationToken.None));
        }

        Assert.Empty(_cluster.Asked);
        var cause = $"status lease kube-system/vpa-admission-controller could not be read: {(throws ? "unreadable" : "404 not found")}";
        Assert.Equal(1, _cluster.LogLines("no sign of life"));
        Assert.Equal(1, _cluster.LogLines(cause));
        Assert.Equal(3, _cluster.Events.Count(e => e.EndsWith("not alive: " + cause, StringComparison.Ordinal)));

        _cluster.LeaseFault = null;
        _cluster.LastSeen = () => _cluster.Time.GetUtcNow();
        Assert.Equal(RunOutcome.Completed, await run.RunOnceAsync(CancellationToken.None));
        Assert.Equal(1, _cluster.LogLines("alive again"));
        Assert.Single(_cluster.Events, "kube-system/vpa-admission-controller lease-uid alive");
        Assert.Single(_cluster.Asked);
    }

    [Fact]
    public async Task U18_a_stale_lease_is_told_with_its_last_renewal_in_one_notation_and_the_same_words_each_run()
    {
        _cluster.LastSeen = static () => new DateTimeOffset(2026, 6, 1, 13, 30, 0, TimeSpan.FromHours(2));
        var run = _cluster.Run();
        for (var i = 0; i < 3; i++)
        {
            await run.RunOnceAsync(CancellationToken.None);
            _cluster.Time.Advance(TimeSpan.FromMinutes(1));
        }

        const string Cause = "status lease kube-system/vpa-admission-controller was last renewed at 2026-06-01T11:30:00Z, 1m0s ago or more";
        Assert.Equal(
            $"Admission controller shows no sign of life, so nothing is updated until it does: {Cause}",
            Assert.Single(_cluster.Logger.Collector.GetSnapshot(), l => l.Level >= Microsoft.Extensions.Logging.LogLevel.Warning).Message);
        Assert.Equal(3, _cluster.Events.Count);
        Assert.Single(_cluster.Events.Distinct(StringComparer.Ordinal), $"kube-system/vpa-admission-controller lease-uid not alive: {Cause}");
    }

    [Fact]
    public async Task U12_reading_the_lease_ends_with_the_run_and_a_lease_not_read_skips_it()
    {
        _cluster.AddWorkload("web", 2).OnReadLease = static cancel => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        var running = RunOnceAsync();
        Assert.False(running.IsCompleted);

        _cluster.Time.Advance(new UpdaterOptions().Interval);

        Assert.Equal(RunOutcome.AdmissionControllerNotAlive, await running.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Empty(_cluster.Asked);
        Assert.Equal(1, _cluster.LogLines("no answer before the end of the run"));
    }

    [Fact]
    public async Task U20_the_lease_is_not_read_when_told_so()
    {
        _cluster.AddWorkload("web", 2).LastSeen = () => null;

        Assert.Equal(RunOutcome.Completed, await RunOnceAsync(new UpdaterOptions { UseAdmissionControllerStatus = false }));
        Assert.Equal((0, 1), (_cluster.HeartbeatReads, _cluster.Asked.Count));
    }
}
