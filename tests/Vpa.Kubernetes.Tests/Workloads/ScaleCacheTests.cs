using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Workloads;

namespace Vpa.Kubernetes.Tests.Workloads;

public sealed class ScaleCacheTests : IScaleReader, IAsyncLifetime, IDisposable
{
    private static readonly WorkloadKey Rollout = new("ns", "Rollout", "web");
    private static readonly ControllerLookup Found = new(ControllerLookupStatus.Found, new Controller { Key = Rollout });
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ScaleCache _cache;
    private Func<ControllerLookup> _answer = () => Found;
    private int _reads;
    private Task _beforeAnswer = Task.CompletedTask;
    private Task _running = Task.CompletedTask;

    public ScaleCacheTests() => _cache = new ScaleCache(this, _time, NullLogger.Instance, new Random(1));

    public Task InitializeAsync()
    {
        _running = _cache.RunAsync(_stop.Token);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    async Task<ControllerLookup> IScaleReader.ReadAsync(ScaleKey key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await _beforeAnswer.WaitAsync(cancellationToken);
        return _answer();
    }

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task A_defect_in_one_loop_is_told_although_the_others_go_on()
    {
        var broken = new ScaleCache(this, new BrokenTimer(ScaleCache.PassInterval), NullLogger.Instance, new Random(1));

        await Assert.ThrowsAsync<NotSupportedException>(() => broken.RunAsync(_stop.Token).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Says_Pending_until_the_first_reading_and_reads_once()
    {
        Assert.Same(ScaleCache.NotReadYet, Find());
        Assert.Equal(ControllerLookupStatus.Pending, ScaleCache.NotReadYet.Status);
        await Eventually.HoldsAsync(() => Find().Status == ControllerLookupStatus.Found, "it is read");
        Assert.Same(Found.Controller, Find().Controller);
        Assert.Equal(1, _reads);
    }

    [Fact]
    public async Task Priming_waits_until_what_it_asked_for_is_read()
    {
        _cache.BeforePass = () => Find();

        await _cache.PrimeAsync(TimeSpan.FromSeconds(10), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(ControllerLookupStatus.Found, Find().Status);
    }

    [Fact]
    public async Task Priming_follows_what_it_learns()
    {
        var above = Rollout with { Name = "above" };
        _cache.BeforePass = () =>
        {
            if (Find().Status == ControllerLookupStatus.Found)
            {
                _cache.Find("example.com", above);
            }
        };

        await _cache.PrimeAsync(TimeSpan.FromSeconds(10), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((2, ControllerLookupStatus.Found), (_reads, _cache.Find("example.com", above).Status));
    }

    [Fact]
    public async Task Priming_does_not_wait_forever()
    {
        var held = new TaskCompletionSource();
        _beforeAnswer = held.Task;
        _cache.BeforePass = () => Find();
        var priming = _cache.PrimeAsync(TimeSpan.FromSeconds(10), CancellationToken.None);

        await Eventually.HoldsAsync(() => priming.IsCompleted, "it goes on", () => _time.Advance(TimeSpan.FromSeconds(1)));
        await priming;

        Assert.Equal(ControllerLookupStatus.Pending, Find().Status);
        held.SetResult();
        await Eventually.HoldsAsync(() => Find().Status == ControllerLookupStatus.Found, "it is read meanwhile");
    }

    [Fact]
    public async Task Refreshes_after_10_to_20_minutes_R112() // U30
    {
        Find();
        await Eventually.HoldsAsync(() => Find().Status == ControllerLookupStatus.Found, "it is read");
        _time.Advance(TimeSpan.FromMinutes(9.8));
        await StaysAsync(1);
        await Eventually.HoldsAsync(() => _reads == 2, "it is refreshed", () => _time.Advance(TimeSpan.FromSeconds(7)));
        Assert.InRange(_time.GetUtcNow() - new FakeTimeProvider().GetUtcNow(), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(21));
    }

    [Fact]
    public async Task Drops_what_nobody_asked_for_in_an_hour_and_refreshes_do_not_count_as_asking_R112() // U30
    {
        Find();
        await Eventually.HoldsAsync(() => _reads == 1, "it is read");
        await Eventually.HoldsAsync(() => _cache.Count == 0, "it is dropped", () => _time.Advance(TimeSpan.FromMinutes(1)));
        Assert.InRange(_time.GetUtcNow() - new FakeTimeProvider().GetUtcNow(), TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(70));
    }

    [Fact]
    public async Task An_error_is_retried_soon_and_does_not_displace_what_was_known() // U30
    {
        _answer = () => throw new KubernetesApiException("forbidden");
        Find();
        await Eventually.HoldsAsync(() => Find().Cause == "forbidden", "the cause is told");
        Assert.Equal(ControllerLookupStatus.Unknown, Find().Status);
        _answer = () => Found;
        await Eventually.HoldsAsync(() => Find().Status == ControllerLookupStatus.Found, "it is read at last", () => _time.Advance(TimeSpan.FromSeconds(7)));
        Assert.True(_time.GetUtcNow() - new FakeTimeProvider().GetUtcNow() < TimeSpan.FromMinutes(2));
        var reads = _reads;
        _answer = () => throw new KubernetesApiException("gone again");
        await Eventually.HoldsAsync(() => _reads > reads, "it is refreshed", () => _time.Advance(TimeSpan.FromMinutes(1)));
        await StaysAsync(_reads);
        Assert.Equal(ControllerLookupStatus.Found, Find().Status);
    }

    private ControllerLookup Find() => _cache.Find("argoproj.io", Rollout);

    private async Task StaysAsync(int reads)
    {
        for (var i = 0; i < 20; i++)
        {
            await Task.Yield();
        }

        Assert.Equal(reads, _reads);
    }
}
