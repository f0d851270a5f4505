namespace Vpa.Host.Roles;

/// <summary>A role's working part, composed over one API server connection and one clock: the hosted program drives it by a timer, the demo by hand.</summary>
internal interface IRoleComponent : IAsyncDisposable
{
    /// <summary>The role's name as on the command line.</summary>
    string Name { get; }

    /// <summary>Whether only one process may do this work at a time; others start whether or not this process leads.</summary>
    bool NeedsLeadership { get; }

    /// <summary>Fills caches and loads what was stored. On return the component can work.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>The work to be done on a timer; null for a component that only answers requests.</summary>
    PeriodicWork? Periodic { get; }

    /// <summary>Finishes what is in flight and saves.</summary>
    Task StopAsync();

    /// <summary>Null when all is well, else what is wrong, for the health check.</summary>
    string? Ailment { get; }

    /// <summary>Null when requests can be served, else why not (yet), for the readiness check. A component that serves none is always ready.</summary>
    string? Unreadiness => null;
}
