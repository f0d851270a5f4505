using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Workloads;
using Vpa.Testing;

namespace Vpa.Kubernetes.Tests.Workloads;

public sealed class ScaleCacheTests : IScaleReader, IAsyncLifetime, IDisposable
{
    private static readonly WorkloadKey Rollout = new("ns", "Rollout", "web");
    private static readonly ControllerLookup Found = new(ControllerLookupStatus.Found, new Controller { Key = Rollout });
    private static readonly ControllerLookup Absent = new(ControllerLookupStatus.NotScalable, null, "does not exist", IsProvisional: true);
    private static readonly ControllerLookup Unready = Found with { IsProvisional = true };
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Priming_follows_what_it_learns(bool readWhileAsking)
    {
        var above = Rollout with { Name = "above" };
        _cache.BeforePass = () =>
        {
            if (Find().Status == ControllerLookupStatus.Found)
            {
                _cache.Find("example.com", above, Timeout.InfiniteTimeSpan);
            }
            else if (readWhileAsking)
            {
                Assert.True(SpinWait.SpinUntil(() => Find().Status == ControllerLookupStatus.Found, TimeSpan.FromSeconds(30)));
            }
        };

        await _cache.PrimeAsync(TimeSpan.FromSeconds(10), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((2, ControllerLookupStatus.Found), (_reads, _cache.Find("example.com", above, Timeout.InfiniteTimeSpan).Status));
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

    [Fact]
    public async Task An_object_that_does_not_exist_yet_is_read_anew_soon_and_then_every_half_minute() // A94, R106
    {
        _answer = () => Absent;
        Find();
        await Eventually.HoldsAsync(() => Find() == Absent, "it is read");
        await Eventually.HoldsAsync(() => _reads == 2, "it is read anew", () => _time.Advance(ScaleCache.PassInterval));
        Assert.InRange(Elapsed, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1));
        var (start, reads) = (Elapsed, _reads);
        await Eventually.HoldsAsync(() => Elapsed - start > TimeSpan.FromMinutes(30), "time goes by", () => _time.Advance(TimeSpan.FromSeconds(1)));
        Assert.InRange(_reads - reads, 1, 62);
        _answer = () => Found;
        await Eventually.HoldsAsync(() => Find() == Found, "it is found", () => _time.Advance(ScaleCache.PassInterval));
    }

    [Fact]
    public async Task An_object_without_a_selector_is_read_anew_soon_but_ever_less_often() // A99, R106
    {
        _answer = () => Unready;
        Find();
        await Eventually.HoldsAsync(() => Find() == Unready, "it is read");
        await Eventually.HoldsAsync(() => _reads == 2, "it is read anew", () => _time.Advance(ScaleCache.PassInterval));
        Assert.InRange(Elapsed, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1));
        for (var i = 0; i < 60 * 60; i += 7)
        {
            Find();
            _time.Advance(ScaleCache.PassInterval);
            await Task.Yield();
        }

        Assert.InRange(_reads, 3, 14); // 5 s, 10 s, ... 320 s, and then every 10 minutes
    }

    [Fact]
    public async Task Thousands_that_never_exist_cost_five_readings_a_second_and_a_new_one_does_not_wait_for_them()
    {
        var passes = 0;
        _cache.BeforePass = () => passes++;
        _answer = () => Absent;
        for (var i = 0; i < 2000; i++)
        {
            _cache.Find("argoproj.io", Rollout with { Name = $"never-{i}" }, Timeout.InfiniteTimeSpan);
        }

        await Eventually.HoldsAsync(() => _reads == 2000, "all are read");
        await Eventually.HoldsAsync(() => passes >= 20, "time goes by", () => _time.Advance(ScaleCache.PassInterval));
        Find();
        await Eventually.HoldsAsync(() => Find() == Absent, "the new one is read");
        _answer = () => Found;
        var before = passes;
        await Eventually.HoldsAsync(() => passes >= before + 2, "time goes by", () => _time.Advance(ScaleCache.PassInterval));
        await Eventually.HoldsAsync(() => Find() == Found, "the new one is found");
        Assert.InRange(_reads - 2001, passes, passes * ScaleCache.RetriesPerPass);
    }

    [Fact]
    public async Task A_decision_that_is_not_taken_again_does_not_rest_on_an_old_provisional_answer() // A94, A99, Q15
    {
        var maxAge = TimeSpan.FromMilliseconds(100);
        _answer = () => Absent;
        Find();
        await Eventually.HoldsAsync(() => Find() == Absent, "it is read");
        Assert.Same(Absent, Find(maxAge));
        Assert.Equal(1, _reads);

        _time.Advance(TimeSpan.FromMilliseconds(101));
        _answer = () => Unready;
        Assert.Equal(ControllerLookupStatus.Pending, Find(maxAge).Status);
        await Eventually.HoldsAsync(() => Find(maxAge) == Unready, "it is read anew");
        Assert.Equal(2, _reads);

        _time.Advance(TimeSpan.FromMilliseconds(101));
        _answer = () => Found;
        await Eventually.HoldsAsync(() => Find(maxAge) == Found, "it is read anew");
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Same(Found, Find(maxAge));
        Assert.Equal(3, _reads);
    }

    [Fact]
    public async Task What_is_named_by_something_new_is_read_at_once_unless_it_is_fully_known()
    {
        _answer = () => Absent;
        _cache.Hasten("argoproj.io", Rollout); // nobody asked for it yet
        Find();
        await Eventually.HoldsAsync(() => Find() == Absent, "it is read");
        _answer = () => Found;
        _cache.Hasten("argoproj.io", Rollout);
        await Eventually.HoldsAsync(() => Find() == Found, "it is read anew");
        _cache.Hasten("argoproj.io", Rollout);
        await StaysAsync(2);
    }

    [Fact]
    public async Task That_it_did_not_exist_is_not_said_once_it_cannot_be_told() // A94: any error but not found fails the walk
    {
        _answer = () => Absent;
        Find();
        await Eventually.HoldsAsync(() => Find() == Absent, "it is read");
        _answer = () => throw new KubernetesApiException("forbidden");
        _cache.Hasten("argoproj.io", Rollout);
        await Eventually.HoldsAsync(() => Find().Status == ControllerLookupStatus.Unknown, "the cause is told");
    }

    private TimeSpan Elapsed => _time.GetUtcNow() - new FakeTimeProvider().GetUtcNow();

    private ControllerLookup Find(TimeSpan? maxAge = null) => _cache.Find("argoproj.io", Rollout, maxAge ?? Timeout.InfiniteTimeSpan);

    private async Task StaysAsync(int reads)
    {
        for (var i = 0; i < 20; i++)
        {
            await Task.Yield();
        }

        Assert.Equal(reads, _reads);
    }
}
