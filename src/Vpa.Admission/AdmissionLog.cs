using Microsoft.Extensions.Logging;
using Vpa.Domain.Admitting;

namespace Vpa.Admission;

/// <summary>What the admission controller logs.</summary>
internal static partial class AdmissionLog
{
    [LoggerMessage(3001, LogLevel.Error, "Cannot read an AdmissionReview at {Path}: {Cause}")]
    public static partial void ReviewUndecodable(this ILogger logger, string? path, string cause);

    [LoggerMessage(3002, LogLevel.Error, "An AdmissionReview has no {Member}; answered without a patch")]
    public static partial void ReviewIncomplete(this ILogger logger, string member);

    [LoggerMessage(3003, LogLevel.Error, "Resource {Group}/{Resource} is none this webhook decides about; answered without a patch")]
    public static partial void ResourceUnknown(this ILogger logger, string? group, string? resource);

    [LoggerMessage(3004, LogLevel.Error, "Cannot read pod {Namespace}/{Pod} at {Path}: {Cause}; it is admitted as it is")]
    public static partial void PodUndecodable(this ILogger logger, string? @namespace, string? pod, string? path, string cause);

    [LoggerMessage(3006, LogLevel.Error, "The start-up boost of VPA {Namespace}/{Vpa} is incomplete; its pod {Pod} is admitted as it is")]
    public static partial void StartupBoostInvalid(this ILogger logger, string @namespace, string pod, string vpa);

    [LoggerMessage(3007, LogLevel.Error, "Deciding about pod {Namespace}/{Pod} failed; it is admitted as it is")]
    public static partial void PodReviewFailed(this ILogger logger, Exception exception, string? @namespace, string? pod);

    [LoggerMessage(3008, LogLevel.Debug, "Pod {Namespace}/{Pod} is left alone: {Outcome} {Cause}")]
    public static partial void PodLeftAlone(this ILogger logger, string @namespace, string pod, PodOutcome outcome, string? cause);

    [LoggerMessage(3005, LogLevel.Warning, "The owners of pod {Namespace}/{Pod} could not be looked up: {Outcome} {Cause}; it is admitted as it is (request {Uid})")]
    public static partial void OwnerNotFound(this ILogger logger, string @namespace, string pod, PodOutcome outcome, string? cause, string uid);

    [LoggerMessage(3009, LogLevel.Debug, "Pod {Namespace}/{Pod}: operation {Operation} is no creation of a v1 pod; left alone")]
    public static partial void PodNotCreated(this ILogger logger, string? @namespace, string? pod, string? operation);

    [LoggerMessage(3010, LogLevel.Debug, "Pod {Namespace}/{Pod} gets {Operations} patch operations from VPA {Vpa}")]
    public static partial void PodPatched(this ILogger logger, string @namespace, string pod, string vpa, int operations);

    [LoggerMessage(3011, LogLevel.Information, "VPA {Namespace}/{Vpa} is refused: {Message}")]
    public static partial void VpaRefused(this ILogger logger, string? @namespace, string? vpa, string message);

    [LoggerMessage(3012, LogLevel.Error, "Deciding about VPA {Namespace}/{Vpa} failed; it is admitted as it is")]
    public static partial void VpaReviewFailed(this ILogger logger, Exception exception, string? @namespace, string? vpa);

    [LoggerMessage(3013, LogLevel.Warning, "A request has the content type {ContentType} instead of application/json; it is not answered")]
    public static partial void ContentTypeRefused(this ILogger logger, string? contentType);

    [LoggerMessage(3014, LogLevel.Warning, "A request has a body of more than {Limit} bytes; it is refused")]
    public static partial void BodyTooLarge(this ILogger logger, int limit);

    [LoggerMessage(3015, LogLevel.Error, "The body of a request could not be read")]
    public static partial void BodyUnreadable(this ILogger logger, Exception exception);

    [LoggerMessage(3016, LogLevel.Error, "A request failed; answered without a patch")]
    public static partial void RequestFailed(this ILogger logger, Exception exception);

    [LoggerMessage(3017, LogLevel.Debug, "The client of a request went away before it was answered")]
    public static partial void ClientGone(this ILogger logger);
}
