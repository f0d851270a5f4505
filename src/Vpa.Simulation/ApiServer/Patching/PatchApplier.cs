using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Turns the body of a PATCH into a change of the current object, by its media type.</summary>
internal static class PatchApplier
{
    private const string JsonPatchType = "application/json-patch+json";
    private const string MergePatchType = "application/merge-patch+json";
    private const string StrategicMergePatchType = "application/strategic-merge-patch+json";

    /// <exception cref="ApiStatusException">415 for other media types, 400 for a malformed patch.</exception>
    public static async Task<Func<JsonObject, JsonObject>> ReadAsync(ApiRequest request)
    {
        var accepted = request.Resource.IsCustom
            ? $"{JsonPatchType}, {MergePatchType}"
            : $"{JsonPatchType}, {MergePatchType}, {StrategicMergePatchType}";
        if (request.ContentType is not (JsonPatchType or MergePatchType or StrategicMergePatchType)
            || (request.ContentType == StrategicMergePatchType && request.Resource.IsCustom))
        {
            throw ApiErrors.UnsupportedMediaType(request.ContentType, accepted);
        }

        var body = await request.ReadJsonAsync();
        return request.ContentType switch
        {
            JsonPatchType => Guard(request, body as JsonArray, JsonPatch.Apply),
            MergePatchType => Guard(request, body as JsonObject, (item, patch) => MergePatch.Apply(item, patch)),
            _ => Guard(request, body as JsonObject, (item, patch) => StrategicMergePatch.Apply((JsonObject)item!, patch)),
        };
    }

    private static Func<JsonObject, JsonObject> Guard<T>(ApiRequest request, T? patch, Func<JsonNode?, T, JsonNode?> apply)
        where T : JsonNode
    {
        if (patch is null)
        {
            throw ApiErrors.BadRequest($"the patch is not of the form that {request.ContentType} requires");
        }

        return item =>
        {
            try
            {
                return apply(item, patch) as JsonObject ?? throw new FormatException("the patch does not leave an object");
            }
            catch (FormatException e)
            {
                throw new ApiStatusException(
                    422, "Invalid", "the server rejected our request due to an error in our request: " + e.Message, new JsonObject());
            }
        };
    }
}
