using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Nodes;

/// <summary>When a container that ended is started again.</summary>
internal static class RestartBackOff
{
    /// <summary>The kubelet's first delay; it doubles with each restart.</summary>
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);

    /// <summary>The kubelet's longest delay.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>A run of this length clears the delay.</summary>
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(10);

    /// <summary>The delay after a run ended: none for the first restart and after a healthy run, else 10 s doubling up to 5 min.</summary>
    /// <param name="restarts">Restarts so far.</param>
    /// <param name="ended">The run that ended.</param>
    public static TimeSpan Delay(int restarts, TerminatedState ended)
    {
        if (restarts == 0 || ended.FinishedAt - ended.StartedAt >= Healthy)
        {
            return TimeSpan.Zero;
        }

        var doublings = Math.Min(restarts - 1, 10);
        var delay = First * (1 << doublings);
        return delay < Longest ? delay : Longest;
    }
}
