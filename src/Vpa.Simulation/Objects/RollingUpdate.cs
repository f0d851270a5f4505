using System.Text.Json;

namespace Vpa.Simulation.Objects;

/// <summary>The two bounds of a rolling update, each a number or a percentage.</summary>
internal sealed record RollingUpdate
{
    public JsonElement MaxSurge { get; init; }

    public JsonElement MaxUnavailable { get; init; }
}
