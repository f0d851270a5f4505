namespace Vpa.Simulation;

/// <summary>The ids of this project's log events of the controllers; 4100 to 4199.</summary>
internal static class SimulationEvents
{
    public const int BadUsageScript = 4100;
    public const int WriteFailed = 4101;
    public const int WriteConflict = 4102;
    public const int StepFailed = 4103;
    public const int ContainerOomKilled = 4104;
    public const int ResizeRefused = 4105;
    public const int NodeRegistered = 4106;
    public const int PodBound = 4107;
    public const int ObjectSkipped = 4108;
    public const int MetricsScraped = 4109;
    public const int MetricsListening = 4110;
}
