using System.Globalization;
using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>The computed cells of a pod's row.</summary>
internal static class PodCells
{
    public static string Ready(JsonObject pod)
    {
        var total = pod.ObjectsAt("spec", "containers").Count();
        var ready = pod.ObjectsAt("status", "containerStatuses").Count(c => c.FlagAt("ready") == true);
        return $"{ready}/{total}";
    }

    public static string Status(JsonObject pod)
    {
        if (pod.TextAt("metadata", "deletionTimestamp") is not null)
        {
            return "Terminating";
        }

        var reason = pod.TextAt("status", "reason") ?? pod.TextAt("status", "phase") ?? "Unknown";
        foreach (var container in pod.ObjectsAt("status", "containerStatuses").Reverse())
        {
            if (container.TextAt("state", "waiting", "reason") is { Length: > 0 } waiting)
            {
                reason = waiting;
            }
            else if (container.At("state", "terminated") is { } terminated)
            {
                reason = terminated.TextAt("reason") is { Length: > 0 } ended
                    ? ended
                    : $"ExitCode:{terminated.NumberAt("exitCode")?.ToString(CultureInfo.InvariantCulture)}";
            }
        }

        return reason;
    }

    public static string Restarts(JsonObject pod, DateTimeOffset now)
    {
        var statuses = pod.ObjectsAt("status", "containerStatuses").ToList();
        var count = statuses.Sum(c => c.NumberAt("restartCount") ?? 0);
        var last = statuses.Select(c => c.TextAt("lastState", "terminated", "finishedAt")).OfType<string>().Order(StringComparer.Ordinal).LastOrDefault();
        return count > 0 && last is not null ? $"{count} ({HumanDuration.Since(last, now)} ago)" : $"{count}";
    }
}
