using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Vpa.Simulation.ApiServer;

/// <summary>One authenticated request on a resource.</summary>
internal sealed class ApiRequest(HttpContext http, RequestInfo info, UserInfo user, ResourceDefinition resource)
{
    public HttpContext Http { get; } = http;

    public RequestInfo Info { get; } = info;

    public UserInfo User { get; } = user;

    public ResourceDefinition Resource { get; } = resource;

    /// <summary>Texts for Warning headers.</summary>
    public List<string> Warnings { get; } = [];

    public bool DryRun { get; init; } = http.Request.Query["dryRun"].Contains("All");

    public string FieldValidation => Http.Request.Query["fieldValidation"].ToString();

    public CancellationToken Aborted => Http.RequestAborted;

    public ObjectKey Key => new(Resource.Namespaced ? Info.Namespace : "", Info.Name);

    public string ApiVersion => Resource.ApiVersion(Info.Version);

    public string ContentType => (Http.Request.ContentType ?? "").Split(';')[0].Trim();

    /// <summary>The body as a JSON object; null when there is none.</summary>
    /// <exception cref="ApiStatusException">400 for what is not JSON, 415 for another media type.</exception>
    public async Task<JsonObject?> ReadOptionalObjectAsync() => await ReadJsonAsync() switch
    {
        null => null,
        JsonObject map => map,
        _ => throw ApiErrors.BadRequest("the body of the request must be a JSON object"),
    };

    public async Task<JsonObject> ReadObjectAsync() =>
        await ReadOptionalObjectAsync() ?? throw ApiErrors.BadRequest("the request has no body");

    public async Task<JsonNode?> ReadJsonAsync()
    {
        if (ContentType is "application/yaml" or "application/cbor")
        {
            throw ApiErrors.UnsupportedMediaType(ContentType, "application/json");
        }

        try
        {
            var body = await ReadBytesAsync();
            return body.Length == 0 ? null
                : ContentType == ProtobufDecoder.MediaType ? ProtobufDecoder.Decode(body)
                : JsonNavigation.Parse(body);
        }
        catch (FormatException e)
        {
            throw ApiErrors.UnsupportedMediaType($"{ContentType}: {e.Message}", "application/json");
        }
        catch (JsonException e)
        {
            throw ApiErrors.BadRequest("the body of the request is not valid JSON: " + e.Message);
        }
    }

    private async Task<byte[]> ReadBytesAsync()
    {
        var reader = Http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(Aborted);
            if (read.IsCompleted)
            {
                var all = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return all;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
