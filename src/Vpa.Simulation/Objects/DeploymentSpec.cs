using System.Text.Json;

namespace Vpa.Simulation.Objects;

/// <summary>A Deployment's spec; template and selector are kept as they came, so that no field of theirs is lost.</summary>
internal sealed record DeploymentSpec
{
    public int? Replicas { get; init; }

    public JsonElement Selector { get; init; }

    public JsonElement Template { get; init; }

    public DeploymentStrategy? Strategy { get; init; }

    public int? RevisionHistoryLimit { get; init; }

    public bool? Paused { get; init; }
}
