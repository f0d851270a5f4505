namespace Vpa.Host.Roles;

/// <summary>Where the recommender's history is.</summary>
/// <param name="Directory">The directory (<c>--history-path</c>).</param>
/// <param name="IsAwaited">
/// Whether to wait while another process holds it, instead of ending. Right for a leader: the holder has lost the lease and will end, or is frozen, and
/// must not be pushed aside while it may still write.
/// </param>
internal readonly record struct HistoryPlace(string Directory, bool IsAwaited = false);
