namespace Vpa.Simulation.Nodes;

/// <summary>Whether a node can give a pod what a resize asks for.</summary>
internal enum ResizeFit
{
    /// <summary>At once.</summary>
    Fits,

    /// <summary>Not while the node's other pods are there.</summary>
    Deferred,

    /// <summary>Never on this node.</summary>
    Infeasible,
}
