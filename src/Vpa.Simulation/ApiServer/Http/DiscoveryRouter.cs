using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Vpa.Simulation.ApiServer;

/// <summary>Answers paths that are no resources: health, version, discovery, OpenAPI.</summary>
internal sealed class DiscoveryRouter(DiscoveryDocuments discovery, OpenApiDocuments openApi)
{
    public async Task HandleAsync(HttpContext http, RequestInfo info)
    {
        if (http.Request.Method is not ("GET" or "HEAD"))
        {
            throw ApiErrors.MethodNotAllowed();
        }

        var parts = info.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (parts)
        {
            case ["healthz" or "livez" or "readyz", ..]:
                await ResponseWriter.WriteAsync(http, "ok"u8.ToArray(), 200, "text/plain; charset=utf-8");
                return;
            case ["openapi", "v2"] when http.Request.Headers.Accept.ToString().Contains("proto", StringComparison.Ordinal):
                await ResponseWriter.WriteAsync(
                    http, OpenApiDocuments.EmptyVersion2Protobuf, 200, OpenApiDocuments.Version2ProtobufType);
                return;
            default:
                await ResponseWriter.WriteAsync(http, Document(http, parts) ?? throw ApiErrors.UnknownPath());
                return;
        }
    }

    private JsonObject? Document(HttpContext http, string[] parts) => parts switch
    {
        [] => Paths(),
        ["version"] => DiscoveryDocuments.Version(),
        ["api"] => DiscoveryDocuments.CoreVersions(http.Request.Host.Value ?? ""),
        ["apis"] => discovery.Groups(),
        ["api", var version] => discovery.Resources("", version),
        ["apis", var group] => discovery.Group(group),
        ["apis", var group, var version] => discovery.Resources(group, version),
        ["openapi", "v2"] => openApi.Version2(),
        ["openapi", "v3"] => openApi.Version3Index(),
        ["openapi", "v3", "api", var version] => openApi.Version3("", version),
        ["openapi", "v3", "apis", var group, var version] => openApi.Version3(group, version),
        _ => null,
    };

    private JsonObject Paths()
    {
        var paths = new List<string> { "/api", "/api/v1", "/apis" };
        foreach (var (group, versions) in discovery.GroupVersions().Where(g => g.Key.Length > 0))
        {
            paths.Add("/apis/" + group);
            paths.AddRange(versions.Select(v => $"/apis/{group}/{v}"));
        }

        paths.AddRange(["/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"]);
        return new JsonObject { ["paths"] = new JsonArray([.. paths.Select(p => (JsonNode)p)]) };
    }
}
