using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Vpa.Kubernetes.Client;

namespace Vpa.Kubernetes.Tests.Client;

public sealed class RequestPacerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]   // A7
    public void A_burst_passes_at_once_and_then_the_rate_holds_R151()
    {
        var pacer = new RequestPacer(50, 100, _time);
        var taken = Enumerable.Range(0, 150).Select(_ => pacer.TakeAsync(CancellationToken.None).AsTask()).ToList();
        Assert.Equal(100, taken.Count(t => t.IsCompletedSuccessfully));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(125, taken.Count(t => t.IsCompletedSuccessfully));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.All(taken, t => Assert.True(t.IsCompletedSuccessfully));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void No_rate_means_no_limit(double rate)
    {
        var pacer = new RequestPacer(rate, 1, _time);
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(pacer.TakeAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully));
    }

    [Fact]
    public async Task A_cancelled_wait_gives_its_permit_back()
    {
        var pacer = new RequestPacer(1, 1, _time);
        Assert.True(pacer.TryTake());
        using var cancelled = new CancellationTokenSource();
        var waiting = pacer.TakeAsync(cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(pacer.TryTake());
        Assert.False(pacer.TryTake());
    }

    [Fact]
    public void Never_more_than_burst_plus_rate_times_time_pass() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[0, 400].Array[1, 60]).Sample((rate, burst, pauses) =>
        {
            var time = new FakeTimeProvider();
            var pacer = new RequestPacer(rate, burst, time);
            var (passed, elapsed) = (0, 0);
            foreach (var pause in pauses)
            {
                time.Advance(TimeSpan.FromMilliseconds(pause));
                elapsed += pause;
                while (pacer.TryTake())
                {
                    passed++;
                }

                Assert.True(passed <= burst + (rate * elapsed / 1000.0) + 1e-6);
            }
        }, iter: 200);
}
