using Vpa.Domain.Workloads;

namespace Vpa.Updater.Ports;

/// <summary>The LimitRange objects as the watch cache knows them.</summary>
public interface ILimitRangeSource
{
    /// <summary>The LimitRanges of a namespace, in the order of their names (U45).</summary>
    IReadOnlyList<LimitRange> ListLimitRanges(string @namespace);
}
