namespace Vpa.Simulation.ApiServer;

/// <summary>One change of one object. Previous is null when it was created, Current is the last state when it was deleted.</summary>
internal sealed record WatchEvent(long Version, bool Deleted, StoredObject Current, StoredObject? Previous);
