using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Vpa.Simulation.ApiServer;

/// <summary>Writes answers: JSON documents, objects in the representation asked for, Status errors, Warning headers.</summary>
internal static class ResponseWriter
{
    public const string Json = "application/json";

    public static async Task WriteAsync(HttpContext http, JsonNode document, int code = 200) =>
        await WriteAsync(http, document.ToUtf8(), code);

    public static async Task WriteAsync(HttpContext http, byte[] utf8, int code = 200, string contentType = Json)
    {
        http.Response.StatusCode = code;
        http.Response.ContentType = contentType;
        http.Response.ContentLength = utf8.Length;
        await http.Response.BodyWriter.WriteAsync(utf8, http.RequestAborted);
    }

    public static async Task WriteErrorAsync(HttpContext http, ApiStatusException error)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        if (error.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await WriteAsync(http, error.ToStatus(), error.Code);
    }

    /// <summary>Answers with one object, as a whole, as a table or as metadata.</summary>
    public static async Task WriteObjectAsync(ApiRequest request, StoredObject item, int code, TableRenderer tables)
    {
        foreach (var warning in request.Warnings)
        {
            request.Http.Response.Headers.Append("Warning", $"299 - \"{warning.Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        }

        var (resource, version) = (request.Resource, request.Info.Version);
        var body = ContentNegotiation.Choose(request.Http.Request) switch
        {
            Representation.Table => tables.Render(resource, version, [item], IncludeObject(request), null).ToUtf8(),
            Representation.Metadata => ObjectPresenter.MetadataOnly(item.ToJson()).ToUtf8(),
            _ => ObjectPresenter.Present(resource, version, item),
        };
        await WriteAsync(request.Http, body, code);
    }

    public static string IncludeObject(ApiRequest request) => request.Http.Request.Query["includeObject"].ToString();

    public static JsonObject Success(ResourceDefinition resource, StoredObject gone) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["details"] = new JsonObject
        {
            ["name"] = gone.Key.Name,
            ["group"] = resource.Group,
            ["kind"] = resource.Plural,
            ["uid"] = gone.Uid,
        },
    };
}
