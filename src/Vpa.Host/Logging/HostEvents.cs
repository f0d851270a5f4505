namespace Vpa.Host.Logging;

/// <summary>Event ids of this project's log messages.</summary>
internal static class HostEvents
{
    public const int Starting = 1;
    public const int ComponentStarted = 2;
    public const int ComponentStopped = 3;
    public const int StartFailed = 4;
    public const int StopFailed = 5;
    public const int LeaseLost = 6;
    public const int Warning = 7;
    public const int RunFailed = 8;
    public const int CertificateReloaded = 9;
    public const int CertificateUnreadable = 10;
    public const int BackgroundFailed = 11;
    public const int RequestsTurnedAway = 12;
    public const int RequestTimedOut = 13;
    public const int StartFailure = 14;
    public const int StopAbandoned = 15;
    public const int CertificatesRotated = 16;
    public const int CertificateSecretUnusable = 17;
    public const int CertificateSecretUnreachable = 18;
    public const int CertificatesSelfManaged = 19;
    public const int HistoryAwaited = 20;
    public const int FlagInForce = 21;
    public const int ServedCertificateRefused = 22;
    public const int ServedCertificateAccepted = 23;
    public const int CertificatesAhead = 24;
    public const int CertificatesNotMade = 25;
    public const int CaFileWithoutCertificates = 26;
    public const int CaFileUnusable = 27;
    public const int CertificateHeldBack = 28;
}
