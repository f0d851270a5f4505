using System.Text.Json.Serialization;

namespace Vpa.Simulation.Objects;

/// <summary>An entry of <c>status.containerStatuses</c>.</summary>
internal sealed record ContainerStatus
{
    public string Name { get; init; } = string.Empty;

    public ContainerState State { get; init; } = new();

    public ContainerState LastState { get; init; } = new();

    public bool Ready { get; init; }

    public bool? Started { get; init; }

    /// <summary>How often the container was started again.</summary>
    public int RestartCount { get; init; }

    public string Image { get; init; } = string.Empty;

    public string ImageID { get; init; } = string.Empty;

    public string? ContainerID { get; init; }

    /// <summary>The requests that the node has set aside; only where the server knows in-place resizes.</summary>
    [JsonConverter(typeof(QuantityMapConverter))]
    public Dictionary<string, string>? AllocatedResources { get; init; }

    /// <summary>What the running container really has; only where the server knows in-place resizes.</summary>
    public ResourceRequirements? Resources { get; init; }
}
