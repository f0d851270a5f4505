namespace Vpa.Host.Roles;

/// <summary>Work on a timer; runs never overlap (R149, U11).</summary>
/// <param name="Interval">Time between starts.</param>
/// <param name="RunOnceAsync">One run.</param>
/// <param name="StartsAtOnce">Whether the first run comes at the start; else it comes one interval later.</param>
internal sealed record PeriodicWork(TimeSpan Interval, Func<CancellationToken, Task> RunOnceAsync, bool StartsAtOnce = false);
