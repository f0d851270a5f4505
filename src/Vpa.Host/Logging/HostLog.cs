
using Vpa.Host.Certificates;

namespace Vpa.Host.Logging;

/// <summary>This project's log messages.</summary>
internal static partial class HostLog
{
    [LoggerMessage(HostEvents.Starting, LogLevel.Information, "vpa {Version} starts as {Roles}; metrics and health on {Address}")]
    public static partial void Starting(this ILogger logger, string version, string roles, string address);

    [LoggerMessage(HostEvents.FlagInForce, LogLevel.Information, "FLAG: {Flag}")]
    public static partial void FlagInForce(this ILogger logger, string flag);

    [LoggerMessage(HostEvents.ComponentStarted, LogLevel.Information, "{Component} is ready")]
    public static partial void ComponentStarted(this ILogger logger, string component);

    [LoggerMessage(HostEvents.ComponentStopped, LogLevel.Information, "{Component} has stopped")]
    public static partial void ComponentStopped(this ILogger logger, string component);

    [LoggerMessage(HostEvents.StartFailed, LogLevel.Critical, "Cannot go on: {Reason}")]
    public static partial void StartFailed(this ILogger logger, string reason);

    [LoggerMessage(HostEvents.StartFailure, LogLevel.Debug, "The failure in full")]
    public static partial void StartFailure(this ILogger logger, Exception exception);

    [LoggerMessage(HostEvents.StopAbandoned, LogLevel.Critical, "Not everything ended within {Timeout} after the signal or the loss of the lease; what was not saved by now is lost")]
    public static partial void StopAbandoned(this ILogger logger, TimeSpan timeout);

    [LoggerMessage(HostEvents.StopFailed, LogLevel.Error, "{Component} did not stop cleanly")]
    public static partial void StopFailed(this ILogger logger, Exception exception, string component);

    [LoggerMessage(HostEvents.LeaseLost, LogLevel.Critical, "The leader lease was lost; another process may work now, so this one ends")]
    public static partial void LeaseLost(this ILogger logger);

    [LoggerMessage(HostEvents.Warning, LogLevel.Warning, "{Warning}")]
    public static partial void StartWarning(this ILogger logger, string warning);

    [LoggerMessage(HostEvents.RunFailed, LogLevel.Error, "A run of {Component} failed; the next one comes on time")]
    public static partial void RunFailed(this ILogger logger, Exception exception, string component);

    [LoggerMessage(HostEvents.CertificateReloaded, LogLevel.Information, "New certificate found, reloading: {Subject}, valid until {NotAfter}")]
    public static partial void CertificateReloaded(this ILogger logger, string subject, DateTimeOffset notAfter);

    [LoggerMessage(HostEvents.CertificateUnreadable, LogLevel.Error, "The certificate in {Path} cannot be used, the previous one stays in use: {Reason}")]
    public static partial void CertificateUnreadable(this ILogger logger, string path, string reason);

    [LoggerMessage(
        HostEvents.CaFileWithoutCertificates, LogLevel.Error,
        "--client-ca-file {Path} gives no CA certificates, so the webhook is registered with an empty CA bundle, and API servers will hardly trust it: {Reason}")]
    public static partial void CaFileWithoutCertificates(this ILogger logger, string path, string reason);

    [LoggerMessage(HostEvents.CaFileUnusable, LogLevel.Error, "The CA certificates in {Path} cannot be used, the previous ones stay in use: {Reason}")]
    public static partial void CaFileUnusable(this ILogger logger, string path, string reason);

    [LoggerMessage(HostEvents.CertificateHeldBack, LogLevel.Warning, "The new certificate in {Path} is not served yet, the previous one stays in use: {Reason}")]
    public static partial void CertificateHeldBack(this ILogger logger, string path, string reason);

    [LoggerMessage(HostEvents.RequestsTurnedAway, LogLevel.Warning, "More than {Requests} requests or {Bytes} bytes are in flight; further ones are answered with 503 at once")]
    public static partial void RequestsTurnedAway(this ILogger logger, int requests, long bytes);

    [LoggerMessage(HostEvents.RequestTimedOut, LogLevel.Warning, "A request was not complete within {Timeout}; it is answered with 408")]
    public static partial void RequestTimedOut(this ILogger logger, TimeSpan timeout);

    [LoggerMessage(HostEvents.CertificatesRotated, LogLevel.Information, "Certificates in secret {Secret}: {Step}")]
    public static partial void CertificatesRotated(this ILogger logger, RotationStep step, string secret);

    [LoggerMessage(HostEvents.CertificateSecretUnusable, LogLevel.Error, "Secret {Secret} does not hold certificates that can be used, so they are made anew: {Reason}")]
    public static partial void CertificateSecretUnusable(this ILogger logger, string secret, string reason);

    [LoggerMessage(HostEvents.CertificateSecretUnreachable, LogLevel.Error, "Secret {Secret} cannot be read or written, trying again: {Reason}")]
    public static partial void CertificateSecretUnreachable(this ILogger logger, string secret, string reason);

    [LoggerMessage(HostEvents.CertificatesSelfManaged, LogLevel.Information, "There is no {Path} and no flag names certificates, so they are made here and kept in secret {Secret}")]
    public static partial void CertificatesSelfManaged(this ILogger logger, string path, string secret);

    [LoggerMessage(HostEvents.CertificatesAhead, LogLevel.Warning, "Secret {Secret} holds certificates that do not count yet (before {NotBefore}); the ones in use are put back. The clock of a replica is wrong")]
    public static partial void CertificatesAhead(this ILogger logger, string secret, DateTimeOffset notBefore);

    [LoggerMessage(HostEvents.CertificatesNotMade, LogLevel.Error, "Certificates for secret {Secret} cannot be made, trying again: {Reason}")]
    public static partial void CertificatesNotMade(this ILogger logger, string secret, string reason);

    [LoggerMessage(HostEvents.ServedCertificateRefused, LogLevel.Error, "The API server refuses the certificate that is served, so pods stay unpatched and the status lease is withheld: {Reason}")]
    public static partial void ServedCertificateRefused(this ILogger logger, string reason);

    [LoggerMessage(HostEvents.ServedCertificateAccepted, LogLevel.Information, "The certificate that is served is again one that the API server accepts")]
    public static partial void ServedCertificateAccepted(this ILogger logger);

    [LoggerMessage(HostEvents.HistoryAwaited, LogLevel.Warning, "This process leads and waits for the history: {Reason}")]
    public static partial void HistoryAwaited(this ILogger logger, string reason);

    [LoggerMessage(HostEvents.BackgroundFailed, LogLevel.Error, "{Task} ended with an error, which is a defect of this program")]
    public static partial void BackgroundFailed(this ILogger logger, Exception exception, string task);
}
