using System.Diagnostics.Metrics;
using Vpa.Recommender.Pods;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Observing;

/// <summary>The recommender's metrics, under the names, labels and buckets of R163.</summary>
public sealed class RecommenderMetrics : IDisposable
{
    /// <summary>The meter that carries them.</summary>
    public const string MeterName = "Vpa.Recommender";

    private const string ClientName = "default-metrics-client";

    private static readonly double[] LatencyOfFirstRecommendation =
        [1, 2, 5, 7.5, 10, 20, 30, 40, 50, 60, 90, 120, 150, 180, 240, 300, 600, 900, 1800];

    private static readonly double[] LatencyOfSteps =
        [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 120, 150, 240, 300];

    private static readonly double[] LatencyOfPrometheus =
        [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 2, 5, 10, 20, 30, 60, 120, 300];

    private readonly Meter _meter;
    private readonly Histogram<double> _recommendationLatency;
    private readonly Histogram<double> _executionLatency;
    private readonly Counter<long> _metricServerResponses;
    private readonly Counter<long> _unreadableUsage;
    private readonly Counter<long> _historyFetches;
    private readonly Counter<long> _prometheusRequests;
    private readonly Histogram<double> _prometheusLatency;
    private long _podsWithoutUsage;
    private long _workloadsAwaitingHistory;
    private IReadOnlyCollection<Measurement<long>> _objects = [];
    private readonly Counter<long> _requestLookups;
    private long _aggregates;

    /// <summary>Creates the instruments.</summary>
    public RecommenderMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        History = new(_meter);
        _recommendationLatency = _meter.CreateHistogram(
            "vpa_recommender_recommendation_latency_seconds",
            description: "Time elapsed from creating a VPA object to its first recommendation.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = LatencyOfFirstRecommendation });
        _executionLatency = _meter.CreateHistogram(
            "vpa_recommender_execution_latency_seconds",
            description: "Time spent in the steps of a cycle; labels: step.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = LatencyOfSteps });
        _metricServerResponses = _meter.CreateCounter<long>(
            "vpa_recommender_metric_server_responses",
            description: "Listings of usage; labels: is_error, client_name.");
        _unreadableUsage = _meter.CreateCounter<long>(
            "vpa_recommender_unreadable_usage",
            description: "Pods and values left out of a listing of usage because they could not be read.");
        _prometheusRequests = _meter.CreateCounter<long>(
            "vpa_recommender_prometheus_client_api_requests_count",
            description: "Requests that Prometheus answered; labels: code, method.");
        _prometheusLatency = _meter.CreateHistogram(
            "vpa_recommender_prometheus_client_api_requests_duration_seconds",
            description: "Time until Prometheus answered; labels: code, method.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = LatencyOfPrometheus });
        _historyFetches = _meter.CreateCounter<long>(
            "vpa_recommender_history_fetches",
            description: "Queries for past usage; labels: is_error.");
        _meter.CreateObservableGauge(
            "vpa_recommender_pods_without_usage",
            () => Volatile.Read(ref _podsWithoutUsage),
            description: "Running pods of VPAs that listings of usage have left out for five minutes.");
        _meter.CreateObservableGauge(
            "vpa_recommender_workloads_awaiting_history",
            () => Volatile.Read(ref _workloadsAwaitingHistory),
            description: "Workloads whose past usage is still to be fetched.");
        _meter.CreateObservableGauge(
            "vpa_recommender_vpa_objects_count",
            () => Volatile.Read(ref _objects),
            description: "VPA objects served; labels: update_mode, has_recommendation, api, matches_pods, unsupported_config.");
        _meter.CreateObservableGauge(
            "vpa_recommender_aggregate_container_states_count",
            () => Volatile.Read(ref _aggregates),
            description: "Histories held in memory.");
        _requestLookups = _meter.CreateCounter<long>(
            "vpa_resources_get_resources_count", description: "Look-ups of a container's requests; labels: source, where they were found.");
        Quality = new QualityMetrics(_meter);
    }

    /// <summary>Those of the history.</summary>
    internal HistoryMetrics History { get; }

    /// <summary>Records how long a step took (R149).</summary>
    public void StepFinished(string step, TimeSpan elapsed) => _executionLatency.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("step", step));

    /// <summary>Records a VPA's first recommendation (R150).</summary>
    /// <param name="age">The VPA's age then.</param>
    public void FirstRecommendation(TimeSpan age) => _recommendationLatency.Record(age.TotalSeconds);

    /// <summary>Counts a listing of usage.</summary>
    public void UsageListed(bool isError) => _metricServerResponses.Add(1, IsError(isError), new KeyValuePair<string, object?>("client_name", ClientName));

    /// <summary>Counts what a listing of usage left out.</summary>
    public void UsageUnreadable(int count) => _unreadableUsage.Add(count);

    /// <summary>Sets the number of pods that have long been without usage.</summary>
    public void PodsWithoutUsage(int count) => Volatile.Write(ref _podsWithoutUsage, count);

    /// <summary>Counts a query for past usage.</summary>
    public void HistoryFetched(bool isError) => _historyFetches.Add(1, IsError(isError));

    /// <summary>Sets the number of workloads that wait for their past usage.</summary>
    public void WorkloadsAwaitHistory(int count) => Volatile.Write(ref _workloadsAwaitingHistory, count);

    /// <summary>Records a request to Prometheus that was answered (R147); one without an answer is not counted.</summary>
    /// <param name="code">The HTTP status.</param>
    /// <param name="method">The method in lower case.</param>
    /// <param name="elapsed">The time from the request to the answer's head.</param>
    public void PrometheusAnswered(int code, string method, TimeSpan elapsed)
    {
        KeyValuePair<string, object?>[] labels = [new("code", code.ToString(System.Globalization.CultureInfo.InvariantCulture)), new("method", method)];
        _prometheusRequests.Add(1, labels);
        _prometheusLatency.Record(elapsed.TotalSeconds, labels);
    }

    /// <summary>Sets the number of aggregates (end of step 3).</summary>
    public void AggregatesHeld(int count) => Volatile.Write(ref _aggregates, count);

    /// <summary>The quality metrics.</summary>
    internal QualityMetrics Quality { get; }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>Sets the object gauge (R164).</summary>
    internal void ObjectsCounted(VpaObjectCounts counts) => Volatile.Write(ref _objects, counts.ToMeasurements());

    /// <summary>Counts the look-ups of requests in one load of the pods (R116).</summary>
    internal void RequestsLookedUp(RequestLookups lookups)
    {
        RequestsLookedUp(RequestSource.ContainerStatus, lookups.ContainerStatuses);
        RequestsLookedUp(RequestSource.InitContainerStatus, lookups.InitContainerStatuses);
        RequestsLookedUp(RequestSource.Container, lookups.Containers);
        RequestsLookedUp(RequestSource.InitContainer, lookups.InitContainers);
    }

    /// <summary>Counts look-ups of requests.</summary>
    internal void RequestsLookedUp(RequestSource source, int count) => _requestLookups.Add(count, new KeyValuePair<string, object?>("source", source switch
    {
        RequestSource.ContainerStatus => "Pod.Status.ContainerStatuses",
        RequestSource.InitContainerStatus => "Pod.Status.InitContainerStatuses",
        RequestSource.Container => "Pod.Spec.Containers",
        _ => "Pod.Spec.InitContainers",
    }));

    private static KeyValuePair<string, object?> IsError(bool isError) => new("is_error", isError ? "true" : "false");
}
