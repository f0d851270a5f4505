namespace Vpa.Host.Roles;

/// <summary>What the program around the components needs.</summary>
internal sealed record RoleHostOptions
{
    /// <summary>Where <c>/metrics</c>, <c>/health-check</c> and <c>/ready-check</c> are served.</summary>
    public required ListenAddress Address { get; init; }

    /// <summary>Log verbosity on upstream's scale.</summary>
    public int Verbosity { get; init; }

    /// <summary>Messages to log once at start, for example about flags without effect.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>All flags with their values, to log at start; secrets are masked.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>How long a run in flight may go on after a signal; then it is cancelled.</summary>
    public TimeSpan RunGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long the process may take to end after a signal or the loss of its lease, all in all; what has not ended then is abandoned, and the exit
    /// code says so. A pod has 30 s, an operator less patience; whoever leads next may wait for the history. A run's grace, the evictions it leaves in flight, the events and the lease together stay below it.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(9);
}
