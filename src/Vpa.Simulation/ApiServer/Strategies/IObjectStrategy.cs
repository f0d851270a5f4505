using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>What one kind needs when it is written: defaults, a first status, validation.</summary>
internal interface IObjectStrategy
{
    /// <summary>Fills in defaults; called for each write, before and after admission.</summary>
    void Default(JsonObject item);

    /// <summary>Gives a new object its first status.</summary>
    void PrepareForCreate(JsonObject item);

    /// <summary>Checks an object; old is null when it is new.</summary>
    void Validate(JsonObject item, JsonObject? old, List<FieldError> errors);
}
