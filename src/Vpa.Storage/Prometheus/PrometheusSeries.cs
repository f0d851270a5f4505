using Vpa.Recommender.Ports;

namespace Vpa.Storage.Prometheus;

/// <summary>One series of an answer.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Points">Its finite values, in the order of the answer.</param>
internal readonly record struct PrometheusSeries(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<ArchivedPoint> Points);
