using System.Text.Json.Serialization;

namespace Vpa.Simulation.Objects;

/// <summary>Which nodes a pod may be bound to.</summary>
internal sealed record NodeAffinity
{
    [JsonPropertyName("requiredDuringSchedulingIgnoredDuringExecution")]
    public NodeSelector? Required { get; init; }
}
