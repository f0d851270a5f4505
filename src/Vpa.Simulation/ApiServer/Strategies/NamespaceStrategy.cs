using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Namespaces: the label of their name and their phase.</summary>
internal sealed class NamespaceStrategy : IObjectStrategy
{
    public void Default(JsonObject item)
    {
        if (item.TextAt("metadata", "name") is { } name)
        {
            item.Ensure("metadata", "labels")["kubernetes.io/metadata.name"] = name;
        }

        item.Ensure("spec");
    }

    public void PrepareForCreate(JsonObject item) => item["status"] = new JsonObject { ["phase"] = "Active" };

    public void Validate(JsonObject item, JsonObject? old, List<FieldError> errors)
    {
    }
}
