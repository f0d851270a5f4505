using Microsoft.Extensions.Logging;

namespace Vpa.Simulation;

/// <summary>The log messages of the controllers.</summary>
internal static partial class SimulationLog
{
    [LoggerMessage(SimulationEvents.BadUsageScript, LogLevel.Warning, "Pod {Pod} follows the default usage: {Problem}")]
    public static partial void BadUsageScript(this ILogger logger, string pod, string problem);

    [LoggerMessage(SimulationEvents.WriteFailed, LogLevel.Warning, "{Write} failed and is tried again: {Problem}")]
    public static partial void WriteFailed(this ILogger logger, string write, string problem);

    [LoggerMessage(SimulationEvents.WriteConflict, LogLevel.Debug, "{Write} met a newer object and is decided again (HTTP {Status})")]
    public static partial void WriteConflict(this ILogger logger, string write, int status);

    [LoggerMessage(SimulationEvents.StepFailed, LogLevel.Warning, "A step of the {Controller} failed and is repeated")]
    public static partial void StepFailed(this ILogger logger, Exception exception, string controller);

    [LoggerMessage(SimulationEvents.ObjectSkipped, LogLevel.Warning, "{Kind} {Object} is passed over: {Problem}")]
    public static partial void ObjectSkipped(this ILogger logger, string kind, string @object, string problem);

    [LoggerMessage(SimulationEvents.ContainerOomKilled, LogLevel.Information,
        "Container {Container} of pod {Pod} used {Used} bytes of {Limit} and was OOM-killed")]
    public static partial void ContainerOomKilled(this ILogger logger, string container, string pod, long used, long limit);

    [LoggerMessage(SimulationEvents.NodeRegistered, LogLevel.Debug, "Node {Node} is registered")]
    public static partial void NodeRegistered(this ILogger logger, string node);

    [LoggerMessage(SimulationEvents.MetricsScraped, LogLevel.Debug, "Measured {Pods} pods, {Reported} of them reportable")]
    public static partial void MetricsScraped(this ILogger logger, int pods, int reported);

    [LoggerMessage(SimulationEvents.MetricsListening, LogLevel.Debug, "The metrics API listens on port {Port}")]
    public static partial void MetricsListening(this ILogger logger, int port);
}
