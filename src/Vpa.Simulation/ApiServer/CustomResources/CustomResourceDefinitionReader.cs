using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Reads what a CustomResourceDefinition declares, and says what is wrong with it.</summary>
internal static class CustomResourceDefinitionReader
{
    public static List<FieldError> Check(JsonObject definition)
    {
        var errors = new List<FieldError>();
        void Require(string field, string? value)
        {
            if (string.IsNullOrEmpty(value))
            {
                errors.Add(FieldError.Required(field));
            }
        }

        var (group, plural) = (definition.TextAt("spec", "group"), definition.TextAt("spec", "names", "plural"));
        Require("spec.group", group);
        Require("spec.names.plural", plural);
        Require("spec.names.kind", definition.TextAt("spec", "names", "kind"));
        if (definition.TextAt("metadata", "name") is var name && name != $"{plural}.{group}")
        {
            errors.Add(FieldError.Invalid("metadata.name", $"\"{name}\"", "must be spec.names.plural+\".\"+spec.group"));
        }

        if (definition.TextAt("spec", "scope") is not ("Namespaced" or "Cluster"))
        {
            errors.Add(FieldError.Unsupported("spec.scope", $"\"{definition.TextAt("spec", "scope")}\"", ["\"Cluster\"", "\"Namespaced\""]));
        }

        CheckVersions(definition, errors);
        return errors;
    }

    /// <exception cref="FormatException">A printer column's JSONPath is malformed.</exception>
    public static ResourceDefinition Read(JsonObject definition)
    {
        var names = definition.At("spec", "names")!;
        var versions = definition.ObjectsAt("spec", "versions").ToList();
        var served = versions.Where(v => v.FlagAt("served") == true).ToList();
        var kind = names.TextAt("kind")!;
        var scale = versions.Select(v => v.At("subresources", "scale")).FirstOrDefault(s => s is not null);
        return new ResourceDefinition
        {
            Group = definition.TextAt("spec", "group")!,
            Versions = [.. served.Select(v => v.TextAt("name")!).Order(ApiVersionOrder.Instance)],
            StorageVersion = versions.First(v => v.FlagAt("storage") == true).TextAt("name")!,
            Kind = kind,
            ListKind = names.TextAt("listKind") ?? kind + "List",
            Plural = names.TextAt("plural")!,
            Singular = names.TextAt("singular") ?? kind.ToLowerInvariant(),
            ShortNames = [.. names.TextsAt("shortNames")],
            Categories = [.. names.TextsAt("categories")],
            Namespaced = definition.TextAt("spec", "scope") == "Namespaced",
            HasStatus = versions.Any(v => v.At("subresources", "status") is not null),
            Scale = scale is null ? null : new ScaleMapping(
                Path(scale.TextAt("specReplicasPath"))!, Path(scale.TextAt("statusReplicasPath"))!, Path(scale.TextAt("labelSelectorPath"))),
            CustomVersions = [.. versions.Select(ReadVersion)],
        };
    }

    private static void CheckVersions(JsonObject definition, List<FieldError> errors)
    {
        var versions = definition.ObjectsAt("spec", "versions").ToList();
        if (versions.Count == 0)
        {
            errors.Add(FieldError.Required("spec.versions"));
        }
        else if (versions.Count(v => v.FlagAt("storage") == true) != 1)
        {
            errors.Add(FieldError.Invalid("spec.versions", "[...]", "must have exactly one version marked as storage version"));
        }

        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].At("schema", "openAPIV3Schema") is not JsonObject)
            {
                errors.Add(FieldError.Required($"spec.versions[{i}].schema.openAPIV3Schema", "schemas are required"));
            }
        }
    }

    private static CustomVersion ReadVersion(JsonObject version) => new(
        version.TextAt("name")!,
        version.At("schema", "openAPIV3Schema") as JsonObject,
        [.. version.ObjectsAt("additionalPrinterColumns").Select(c => new PrinterColumn(
            c.TextAt("name") ?? "", c.TextAt("type") ?? "string", c.TextAt("format") ?? "", c.TextAt("description") ?? "",
            c.NumberAt("priority") ?? 0, JsonPathExpression.Parse(c.TextAt("jsonPath") ?? "")))]);

    private static string[]? Path(string? jsonPath) => jsonPath?.TrimStart('.').Split('.');
}
