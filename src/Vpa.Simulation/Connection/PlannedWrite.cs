namespace Vpa.Simulation.Connection;

/// <summary>A write that a controller has decided on.</summary>
/// <param name="Description">What it does to which object, for the log.</param>
/// <param name="ApplyAsync">Sends it.</param>
internal sealed record PlannedWrite(string Description, Func<CancellationToken, Task> ApplyAsync)
{
    /// <summary>Called when the server says that the object exists already, with the reason <c>AlreadyExists</c>.</summary>
    public Action? OnAlreadyExists { get; init; }
}
