using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Vpa.Domain.Policies;
using Vpa.Recommender.Observing;

namespace Vpa.Recommender.Tests.World;

/// <summary>A recommender at work in a cluster.</summary>
internal sealed class Running : IAsyncDisposable
{
    private readonly Cluster _cluster;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RecommenderMetrics _metrics;
    private readonly RecommenderCycle _cycle;

    private Running(Cluster cluster, RecommenderOptions options)
    {
        _cluster = cluster;
        _metrics = new RecommenderMetrics(Meters);
        _cycle = new RecommenderCycle(options, cluster.Ports, _metrics, Health, cluster.Clock, Logger);
    }

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public FakeLogger<RecommenderCycle> Logger { get; } = new();

    public StorageHealth Health { get; } = new();

    /// <summary>What was logged as information, warning or error so far.</summary>
    public IEnumerable<string> Said =>
        Logger.Collector.GetSnapshot().Where(r => r.Level >= LogLevel.Information).Select(r => $"{r.Level}: {r.Message}{r.Exception?.GetType().Name}");

    public static async Task<Running> StartAsync(Cluster cluster, RecommenderOptions? options = null)
    {
        var running = new Running(cluster, options ?? new());
        await running._cycle.LoadHistoryAsync(CancellationToken.None);
        return running;
    }

    /// <summary>Lets time pass, a minute unless said otherwise, and runs one cycle.</summary>
    public async Task TurnAsync(TimeSpan? after = null, CancellationToken cancellationToken = default)
    {
        _cluster.Time.Advance(after ?? TimeSpan.FromMinutes(1));
        await _cycle.RunOnceAsync(cancellationToken);
    }

    /// <summary>Waits until something is logged that another thread says; meanwhile the clock moves on by steps, if any.</summary>
    public async Task UntilSaidAsync(string text, TimeSpan step = default)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!Said.Any(s => s.Contains(text, StringComparison.Ordinal)))
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(60))
            {
                throw new TimeoutException($"'{text}' was never said, but: {string.Join('\n', Said)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            _cluster.Time.Advance(step);
        }
    }

    /// <summary>The recommended target, lower and upper bound of a container, as texts.</summary>
    public static (string Target, string Lower, string Upper) Recommended(VerticalPodAutoscaler vpa, string container = "app")
    {
        var recommendation = vpa.Status.Recommendation!.For(container)!;
        return (recommendation.Target.ToString(), recommendation.LowerBound!.ToString(), recommendation.UpperBound!.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _cycle.DisposeAsync();
        _metrics.Dispose();
        await _services.DisposeAsync();
    }
}
