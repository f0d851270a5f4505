namespace Vpa.Simulation.ApiServer;

/// <summary>Which part of an object an update may change.</summary>
internal enum UpdateScope
{
    /// <summary>Everything but a status that has its own subresource.</summary>
    Main,

    /// <summary>The status alone.</summary>
    Status,

    /// <summary>The resources of a pod's containers.</summary>
    Resize,

    /// <summary>Internal bookkeeping of the server: no admission, no generation.</summary>
    System,
}
