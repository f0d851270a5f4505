using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Kinds without rules of their own.</summary>
internal sealed class DefaultStrategy : IObjectStrategy
{
    public void Default(JsonObject item)
    {
    }

    public void PrepareForCreate(JsonObject item)
    {
    }

    public void Validate(JsonObject item, JsonObject? old, List<FieldError> errors)
    {
    }
}
