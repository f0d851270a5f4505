using Microsoft.Extensions.Logging;

namespace Vpa.Kubernetes.Admitting;

/// <summary>What is logged about the registration and the heartbeat. Upstream's tests look for some of the texts (A28).</summary>
internal static partial class AdmittingLog
{
    [LoggerMessage(3101, LogLevel.Information, "Created webhook configuration {Name}")]
    public static partial void WebhookCreated(this ILogger logger, string name);

    [LoggerMessage(3102, LogLevel.Information, "Updated webhook configuration {Name}")]
    public static partial void WebhookUpdated(this ILogger logger, string name);

    [LoggerMessage(3103, LogLevel.Information, "Webhook configuration {Name} is up to date")]
    public static partial void WebhookUpToDate(this ILogger logger, string name);

    [LoggerMessage(3104, LogLevel.Error, "Registering the webhook failed: {Cause}; trying again in {Pause}")]
    public static partial void RegistrationFailed(this ILogger logger, string cause, TimeSpan pause);

    [LoggerMessage(3105, LogLevel.Information, "New client CA found, reloading and patching webhook")]
    public static partial void NewClientCa(this ILogger logger);

    [LoggerMessage(3106, LogLevel.Information, "Successfully patched webhook with new client CA")]
    public static partial void ClientCaPatched(this ILogger logger);

    [LoggerMessage(3107, LogLevel.Error, "Patching the webhook with the new client CA failed: {Cause}")]
    public static partial void ClientCaPatchFailed(this ILogger logger, string cause);

    [LoggerMessage(3108, LogLevel.Error, "Webhook configuration {Name} is missing or has no webhooks; the new client CA cannot be put into it")]
    public static partial void WebhookMissing(this ILogger logger, string name);

    [LoggerMessage(3111, LogLevel.Warning, "Webhook configuration {Name} is {Fault}; putting it right")]
    public static partial void WebhookNotInForce(this ILogger logger, string name, string fault);

    [LoggerMessage(3112, LogLevel.Error, "Checking webhook configuration {Name} failed: {Cause}; the next check comes on time")]
    public static partial void WebhookCheckFailed(this ILogger logger, string name, string cause);

    [LoggerMessage(3109, LogLevel.Warning, "The heartbeat is {State}, as the webhook's readiness changed")]
    public static partial void HeartbeatChanged(this ILogger logger, string state);

    [LoggerMessage(3110, LogLevel.Error, "Renewing lease {Namespace}/{Lease} failed: {Cause}")]
    public static partial void HeartbeatFailed(this ILogger logger, string @namespace, string lease, string cause);
}
