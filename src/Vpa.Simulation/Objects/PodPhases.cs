namespace Vpa.Simulation.Objects;

/// <summary>The values of <c>status.phase</c> of a pod.</summary>
internal static class PodPhases
{
    public const string Pending = "Pending";
    public const string Running = "Running";
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";
}
