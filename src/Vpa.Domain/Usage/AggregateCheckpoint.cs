using Vpa.Domain.Histograms;

namespace Vpa.Domain.Usage;

/// <summary>The status of a <c>VerticalPodAutoscalerCheckpoint</c> object (R37). A null instant is unset.</summary>
/// <param name="LastUpdateTime">When it was written.</param>
/// <param name="Version">The format, <see cref="SupportedVersion"/>.</param>
/// <param name="CpuHistogram">CPU usage; null when the object has none, which is refused.</param>
/// <param name="MemoryHistogram">Memory peaks; null when the object has none, which is refused.</param>
/// <param name="FirstSampleStart">Instant of the earliest CPU sample.</param>
/// <param name="LastSampleStart">Instant of the latest CPU sample.</param>
/// <param name="TotalSamplesCount">Number of CPU samples.</param>
public sealed record AggregateCheckpoint(
    DateTimeOffset? LastUpdateTime,
    string Version,
    HistogramCheckpoint? CpuHistogram,
    HistogramCheckpoint? MemoryHistogram,
    DateTimeOffset? FirstSampleStart,
    DateTimeOffset? LastSampleStart,
    long TotalSamplesCount)
{
    /// <summary>The only format there is (R35).</summary>
    public const string SupportedVersion = "v3";
}
