using System.Text.Json;

namespace Vpa.Simulation.Objects;

/// <summary>A ReplicaSet's spec; the template is kept as it came.</summary>
internal sealed record ReplicaSetSpec
{
    public int? Replicas { get; init; }

    public JsonElement Template { get; init; }
}
