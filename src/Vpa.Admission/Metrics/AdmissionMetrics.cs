using System.Diagnostics.Metrics;
using Vpa.Domain.Admitting;

namespace Vpa.Admission.Metrics;

/// <summary>The measurements of the admission controller, under upstream's names and labels (section 17.3), and why pods stay unpatched.</summary>
public sealed class AdmissionMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Vpa.Admission";

    private readonly Meter _meter;

    /// <summary>Creates the instruments.</summary>
    public AdmissionMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        Pods = _meter.CreateCounter<long>(
            "vpa_admission_controller_admission_pods_total",
            description: "Pods that reached the admission controller, by whether a patch was applied.");
        PodOutcomes = _meter.CreateCounter<long>(
            "vpa_admission_controller_pod_outcomes_total",
            description: "Pods that reached the admission controller, by outcome.");
        Latency = _meter.CreateHistogram(
            "vpa_admission_controller_admission_latency_seconds",
            description: "Time spent on an admission request, by status and resource.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries =
                    [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 2, 5, 10, 20, 30, 60, 120, 300],
            });
        StepLatency = _meter.CreateHistogram(
            "vpa_admission_controller_execution_latency_seconds",
            description: "Time spent in the steps of an admission request.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries =
                    [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 120, 150, 240, 300],
            });
    }

    internal Counter<long> Pods { get; }

    internal Counter<long> PodOutcomes { get; }

    internal Histogram<double> Latency { get; }

    internal Histogram<double> StepLatency { get; }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void CountPod(PodOutcome outcome)
    {
        Pods.Add(1, new KeyValuePair<string, object?>("applied", outcome == PodOutcome.Patched ? "true" : "false"));
        PodOutcomes.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));
    }

    internal void ObserveRequest(TimeSpan elapsed, ReviewStatus status, ReviewedResource resource) => Latency.Record(
        elapsed.TotalSeconds,
        new KeyValuePair<string, object?>("status", Label(status)),
        new KeyValuePair<string, object?>("resource", Label(resource)));

    internal void ObserveStep(TimeSpan elapsed, string step) =>
        StepLatency.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("step", step));

    private static string Label(ReviewStatus status) => status switch
    {
        ReviewStatus.Applied => "applied",
        ReviewStatus.Skipped => "skipped",
        _ => "error",
    };

    private static string Label(ReviewedResource resource) => resource switch
    {
        ReviewedResource.Pod => "Pod",
        ReviewedResource.Vpa => "VPA",
        _ => "unknown",
    };
}
