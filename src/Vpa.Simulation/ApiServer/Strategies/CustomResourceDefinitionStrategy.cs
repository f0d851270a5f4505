using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>CustomResourceDefinitions are checked, and established at once.</summary>
internal sealed class CustomResourceDefinitionStrategy(TimeProvider clock) : IObjectStrategy
{
    private const string Established = "Established";

    public void Default(JsonObject item)
    {
        var names = item.Ensure("spec", "names");
        if (names.TextAt("kind") is { } kind)
        {
            names["singular"] ??= kind.ToLowerInvariant();
            names["listKind"] ??= kind + "List";
        }

        item.Ensure("spec")["conversion"] ??= new JsonObject { ["strategy"] = "None" };
        if (item.TextAt("status", "acceptedNames", "plural") is not null)
        {
            SetStatus(item);
        }
    }

    public void PrepareForCreate(JsonObject item) => SetStatus(item);

    public void Validate(JsonObject item, JsonObject? old, List<FieldError> errors)
    {
        errors.AddRange(CustomResourceDefinitionReader.Check(item));
        if (errors.Count > 0)
        {
            return;
        }

        try
        {
            CustomResourceDefinitionReader.Read(item);
        }
        catch (FormatException e)
        {
            errors.Add(FieldError.Invalid("spec.versions", "\"\"", e.Message));
        }
    }

    private void SetStatus(JsonObject item)
    {
        var since = item.ObjectsAt("status", "conditions").FirstOrDefault(c => c.TextAt("type") == Established)
            .TextAt("lastTransitionTime") ?? clock.Stamp();
        JsonObject Condition(string type, string reason, string message) => new()
        {
            ["type"] = type,
            ["status"] = "True",
            ["lastTransitionTime"] = since,
            ["reason"] = reason,
            ["message"] = message,
        };
        var stored = item.ObjectsAt("spec", "versions").Where(v => v.FlagAt("storage") == true).Select(v => v.TextAt("name")).OfType<string>();
        item["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(
                Condition("NamesAccepted", "NoConflicts", "no conflicts found"),
                Condition(Established, "InitialNamesAccepted", "the initial names have been accepted")),
            ["acceptedNames"] = item.At("spec", "names")!.DeepClone(),
            ["storedVersions"] = new JsonArray([.. item.TextsAt("status", "storedVersions").Union(stored).Select(v => (JsonNode)v)]),
        };
    }
}
