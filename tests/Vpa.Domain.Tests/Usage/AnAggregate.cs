using Vpa.Domain.Usage;
using Vpa.Testing;

namespace Vpa.Domain.Tests.Usage;

/// <summary>Aggregates to start from.</summary>
internal static class AnAggregate
{
    public static AggregateKey Key { get; } = new(new("default", "Deployment", "web"), "app");

    public static ContainerAggregate Fresh(AggregationOptions? options = null) => new(Key, options ?? AggregationOptions.Default, AnInstant.Start);

    /// <summary>An aggregate of one sample a minute of steady usage.</summary>
    public static ContainerAggregate Fed(int samples, long millicores = 1000, long bytes = 1_000_000_000)
    {
        var aggregate = Fresh();
        var window = aggregate.Track("pod-0");
        for (var minute = 0; minute < samples; minute++)
        {
            window.AddCpu(AnInstant.Start.AddMinutes(minute), new(millicores));
            window.AddMemory(AnInstant.Start.AddMinutes(minute), new(bytes));
        }

        return aggregate;
    }
}
