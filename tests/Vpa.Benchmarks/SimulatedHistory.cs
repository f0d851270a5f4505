using Vpa.Domain.Usage;
using Vpa.Testing;

namespace Vpa.Benchmarks;

/// <summary>Histories of the size that days of use give: a daily wave of CPU, and memory peaks that differ from day to day.</summary>
internal static class SimulatedHistory
{
    /// <summary>The key of the n-th container.</summary>
    public static AggregateKey Key(int n) => new(new($"team-{n % 50}", "Deployment", $"service-{n:D6}"), "app");

    /// <summary>The history of the n-th container.</summary>
    /// <param name="n">Which.</param>
    /// <param name="days">Days of samples, 24 a day, of one pod.</param>
    /// <param name="salt">Changes the usage.</param>
    public static AggregateSnapshot Of(int n, int days, int salt = 0)
    {
        var aggregate = new ContainerAggregate(Key(n), AggregationOptions.Default, AnInstant.Start);
        var random = new Random((n * 31) + salt);
        var scale = random.Next(20, 400);
        for (var hour = 0; hour < 24 * days; hour++)
        {
            var at = AnInstant.Start.AddHours(hour);
            var window = aggregate.Track($"service-{n:D6}-5d8f9c7b4-x2x7q");
            window.AddCpu(at, new(scale + (long)(scale * Math.Sin(hour * Math.PI / 12)) + random.Next(scale)));
            window.AddMemory(at, new((200L + random.Next(scale)) << 20));
        }

        return aggregate.ToSnapshot();
    }
}
