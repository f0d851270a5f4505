using Microsoft.Extensions.Logging;

namespace Vpa.Simulation.ApiServer;

/// <summary>What the simulated API server logs.</summary>
internal static partial class ApiServerLog
{
    [LoggerMessage(1, LogLevel.Warning, "Webhook {Webhook} failed and is ignored by its failure policy")]
    public static partial void WebhookIgnored(this ILogger logger, string webhook, Exception error);

    [LoggerMessage(2, LogLevel.Error, "Request {Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger logger, string method, string path, Exception error);

    [LoggerMessage(3, LogLevel.Warning, "Housekeeping of {Resource} {Namespace}/{Name} failed and is skipped")]
    public static partial void HousekeepingFailed(this ILogger logger, string resource, string @namespace, string name, Exception error);

    [LoggerMessage(4, LogLevel.Debug, "{User} {Verb} {Path} {Code}")]
    public static partial void Answered(this ILogger logger, string user, string verb, string path, int code);
}
