namespace Vpa.Host.Roles;

/// <summary>Work on a timer: the first run comes one interval after the start, runs never overlap (R149, U11).</summary>
/// <param name="Interval">Time between starts.</param>
/// <param name="RunOnceAsync">One run.</param>
internal sealed record PeriodicWork(TimeSpan Interval, Func<CancellationToken, Task> RunOnceAsync);
