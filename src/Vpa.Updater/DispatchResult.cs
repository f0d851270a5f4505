using Vpa.Domain.Workloads;

namespace Vpa.Updater;

/// <summary>How far the evictions of a run went.</summary>
/// <param name="IsComplete">False when the rate limit cut them short.</param>
/// <param name="LastServed">The VPA of the last eviction that was started; null when none was.</param>
internal readonly record struct DispatchResult(bool IsComplete, NamespacedName? LastServed);
