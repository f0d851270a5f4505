using System.Diagnostics.Metrics;

namespace Vpa.Kubernetes.Caching;

/// <summary>Counters of the caches, one series a resource.</summary>
internal sealed class CacheMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Vpa.Kubernetes";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> EventCounter = Meter.CreateCounter<long>("vpa_cache_watch_events", description: "Watch events received, by resource.");
    private static readonly Counter<long> ListCounter = Meter.CreateCounter<long>("vpa_cache_lists", description: "Complete lists read, by resource; more than one since start are re-lists.");
    private static readonly Counter<long> FailureCounter = Meter.CreateCounter<long>("vpa_cache_failures", description: "Lists and watches that failed, by resource.");
    private static readonly Counter<long> UnreadableCounter = Meter.CreateCounter<long>("vpa_cache_unreadable_objects", description: "Objects that could not be read, by resource.");

    private readonly KeyValuePair<string, object?> _resource;

    /// <summary>Creates the counters of a resource, at 0.</summary>
    public CacheMetrics(string resource)
    {
        _resource = new("resource", resource);
        foreach (var counter in (Counter<long>[])[EventCounter, ListCounter, FailureCounter, UnreadableCounter])
        {
            counter.Add(0, _resource);
        }
    }

    /// <summary>A watch event was received.</summary>
    public void Event() => EventCounter.Add(1, _resource);

    /// <summary>A list was read to its end.</summary>
    public void Listed() => ListCounter.Add(1, _resource);

    /// <summary>A list or watch failed.</summary>
    public void Failed() => FailureCounter.Add(1, _resource);

    /// <summary>An object could not be read.</summary>
    public void Unreadable() => UnreadableCounter.Add(1, _resource);
}
