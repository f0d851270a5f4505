using System.Diagnostics.Metrics;

namespace Vpa.Kubernetes.Caching;

/// <summary>Counters of the caches, one series a resource.</summary>
internal sealed class CacheMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Vpa.Kubernetes";

    private readonly Counter<long> _events;
    private readonly Counter<long> _lists;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _unreadable;
    private readonly KeyValuePair<string, object?> _resource;

    /// <summary>Creates the counters of a resource, at 0.</summary>
    public CacheMetrics(IMeterFactory meters, string resource)
    {
        var meter = meters.Create(MeterName);
        _events = meter.CreateCounter<long>("vpa_cache_watch_events", description: "Watch events received, by resource.");
        _lists = meter.CreateCounter<long>("vpa_cache_lists", description: "Complete lists read, by resource; more than one since start are re-lists.");
        _failures = meter.CreateCounter<long>("vpa_cache_failures", description: "Lists and watches that failed, by resource.");
        _unreadable = meter.CreateCounter<long>("vpa_cache_unreadable_objects", description: "Objects that could not be read, by resource.");
        _resource = new("resource", resource);
        foreach (var counter in (Counter<long>[])[_events, _lists, _failures, _unreadable])
        {
            counter.Add(0, _resource);
        }
    }

    /// <summary>A watch event was received.</summary>
    public void Event() => _events.Add(1, _resource);

    /// <summary>A list was read to its end.</summary>
    public void Listed() => _lists.Add(1, _resource);

    /// <summary>A list or watch failed.</summary>
    public void Failed() => _failures.Add(1, _resource);

    /// <summary>An object could not be read.</summary>
    public void Unreadable() => _unreadable.Add(1, _resource);
}
