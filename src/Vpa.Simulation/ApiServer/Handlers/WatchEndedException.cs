namespace Vpa.Simulation.ApiServer;

/// <summary>The watch has been answered to its end; its stream is to be closed in order.</summary>
internal sealed class WatchEndedException : OperationCanceledException;
