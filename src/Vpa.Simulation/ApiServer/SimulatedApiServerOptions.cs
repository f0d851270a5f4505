using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Vpa.Simulation.ApiServer;

/// <summary>How a <see cref="SimulatedApiServer"/> listens, keeps history and tells the time.</summary>
public sealed record SimulatedApiServerOptions
{
    /// <summary>Default number of watch events remembered for each resource.</summary>
    public const int DefaultWatchHistoryLength = 10_000;

    /// <summary>Clock of everything that ends up in objects: creationTimestamp, deletionTimestamp, condition times, ages in tables, the Date header.</summary>
    /// <value>Default: the system clock.</value>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Clock of the protocol itself: watch time-outs, bookmark intervals, injected delays, webhook time-outs.</summary>
    /// <value>Default: the system clock, so that simulated days do not end every watch.</value>
    public TimeProvider TransportClock { get; init; } = TimeProvider.System;

    /// <summary>Loopback TCP port.</summary>
    /// <value>0 (any free port, the default) to 65535.</value>
    public int Port { get; init; }

    /// <summary>Watch events remembered for each resource before older resource versions answer 410.</summary>
    /// <value>At least 1; default <see cref="DefaultWatchHistoryLength"/>.</value>
    public int WatchHistoryLength { get; init; } = DefaultWatchHistoryLength;

    /// <summary>Events that may wait for one slow watcher before its watch is ended.</summary>
    /// <value>At least 1; default 10,000.</value>
    public int WatchBufferLength { get; init; } = DefaultWatchHistoryLength;

    /// <summary>Time between bookmarks of a watch that asked for them.</summary>
    /// <value>Default: one minute, as kube-apiserver does.</value>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Length of a watch whose client named no timeoutSeconds.</summary>
    /// <value>Default: 30 minutes, the lower end of kube-apiserver's own choice.</value>
    public TimeSpan DefaultWatchTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Whether a watch from a forgotten version is refused with HTTP 410 instead of an ERROR event.</summary>
    /// <value>Default: false, as kube-apiserver answers from its watch cache.</value>
    public bool AnswerExpiredWatchWithStatus { get; init; }

    /// <summary>Whether tokens other than the administrator's need RBAC rules for what they do.</summary>
    /// <value>Default: true.</value>
    public bool EnforceRbac { get; init; } = true;

    /// <summary>Seed of generated uids, generateName suffixes and fault probabilities.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether pods/resize is served; older clusters have no such subresource.</summary>
    /// <value>Default: true.</value>
    public bool ServePodResize { get; init; } = true;

    /// <summary>Where the server logs.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
