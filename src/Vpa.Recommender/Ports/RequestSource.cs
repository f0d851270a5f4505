namespace Vpa.Recommender.Ports;

/// <summary>Where the request of a container was found (R116): its status comes first, where it carries resources.</summary>
public enum RequestSource
{
    /// <summary><c>status.containerStatuses</c>.</summary>
    ContainerStatus,

    /// <summary><c>status.initContainerStatuses</c>.</summary>
    InitContainerStatus,

    /// <summary><c>spec.containers</c>.</summary>
    Container,

    /// <summary><c>spec.initContainers</c>.</summary>
    InitContainer,
}
