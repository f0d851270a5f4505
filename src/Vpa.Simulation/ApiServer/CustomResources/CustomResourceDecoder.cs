using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Prunes, defaults and validates custom resources by the schema of the version in which they were sent.</summary>
internal static class CustomResourceDecoder
{
    /// <exception cref="ApiStatusException">400 when the client asked for strict validation and named unknown fields.</exception>
    public static void Decode(ApiRequest request, JsonObject item)
    {
        if (request.Resource.CustomVersion(request.Info.Version)?.Schema is not { } schema)
        {
            return;
        }

        var removed = new List<string>();
        SchemaPruner.Prune(item, schema, removed);
        SchemaPruner.ApplyDefaults(item, schema);
        if (removed.Count == 0)
        {
            return;
        }

        var unknown = removed.Select(f => $"unknown field \"{f}\"").ToList();
        switch (request.FieldValidation)
        {
            case "Strict":
                throw ApiErrors.BadRequest(
                    $"{request.Resource.Kind} in version \"{request.Info.Version}\" cannot be handled as a {request.Resource.Kind}: "
                    + $"strict decoding error: {string.Join(", ", unknown)}");
            case "Warn":
                request.Warnings.AddRange(unknown);
                break;
        }
    }

    public static void Validate(ApiRequest request, JsonObject item, List<FieldError> errors)
    {
        if (request.Resource.CustomVersion(request.Info.Version)?.Schema is { } schema)
        {
            var checkedPart = new JsonObject(item.Where(p => p.Key != "metadata").Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
            var open = schema.Copy();
            (open["properties"] as JsonObject)?.Remove("metadata");
            if (open["required"] is JsonArray required)
            {
                open["required"] = new JsonArray([.. required.Where(r => r.AsText() != "metadata").Select(r => r?.DeepClone())]);
            }

            SchemaValidator.Validate(checkedPart, open, "", errors);
        }
    }
}
