namespace Vpa.Simulation.ApiServer;

/// <summary>The form in which a client wants objects, from its Accept header.</summary>
internal enum Representation
{
    /// <summary>Whole objects.</summary>
    Full,

    /// <summary>meta.k8s.io/v1 Table.</summary>
    Table,

    /// <summary>meta.k8s.io/v1 PartialObjectMetadata.</summary>
    Metadata,
}
