using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Vpa.Host.Observability;

/// <summary>How meters become <c>/metrics</c>: names as they are, nothing added, enough room for a series per VPA.</summary>
internal static class MetricsExposition
{
    /// <summary>Every meter of this program is made by an <see cref="IMeterFactory"/> under a name that begins so.</summary>
    private const string OwnMeters = "Vpa.*";

    /// <summary>Measurements of the runtime itself: garbage collection, thread pool, exceptions.</summary>
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>
    /// Series that an instrument may have; what comes beyond goes into one series marked as overflow. The memory for them is taken at once, so no more than
    /// needed: the object gauge has 144 (R164), recommendation changes 294 (R166).
    /// </summary>
    private const int SeriesLimit = 500;

    /// <summary>The same where a VPA's name and namespace are labels: 10,000 VPAs whose size or mode has changed once.</summary>
    private const int SeriesLimitPerVpa = 20_000;

    private static readonly HashSet<string> PerVpa = new(StringComparer.Ordinal)
    {
        "vpa_updater_evicted_pods_total",
        "vpa_updater_failed_eviction_attempts_total",
        "vpa_updater_in_place_updated_pods_total",
        "vpa_updater_failed_in_place_update_attempts_total",
        "vpa_updater_in_place_infeasible_skip_pods_total",
    };

    /// <summary>Adds the collection and exposition of metrics.</summary>
    public static void AddExposition(this IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(metrics => metrics
        .AddMeter(OwnMeters)
        .AddMeter(RuntimeMeter)
        .AddView(instrument => new MetricStreamConfiguration { CardinalityLimit = PerVpa.Contains(instrument.Name) ? SeriesLimitPerVpa : SeriesLimit })
        .AddPrometheusExporter(o =>
        {
            o.ScopeInfoEnabled = false;
            o.TargetInfoEnabled = false;
            o.DisableTotalNameSuffixForCounters = true;
            o.ScrapeResponseCacheDurationMilliseconds = 0;
        }));
}
