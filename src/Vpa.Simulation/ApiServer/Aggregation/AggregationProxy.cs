using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Vpa.Simulation.ApiServer;

/// <summary>The aggregation layer: hands requests of aggregated groups to their servers, with the user in X-Remote headers.</summary>
internal sealed class AggregationProxy(ObjectStore store, ServiceConnections connections, TimeProvider clock, TimeProvider transportClock)
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Groups and versions that are served elsewhere.</summary>
    public IEnumerable<(string Group, string Version)> GroupVersions() => store.Snapshot(BuiltinResources.ApiServices).In(null)
        .Select(s => AggregatedApi.Read(s.ToJson())).OfType<AggregatedApi>().Select(a => (a.Group, a.Version));

    public AggregatedApi? Find(string group, string version) =>
        store.Find(BuiltinResources.ApiServices, new ObjectKey("", $"{version}.{group}")) is { } found
            ? AggregatedApi.Read(found.ToJson())
            : null;

    /// <exception cref="ApiStatusException">503 when the server cannot be reached or is not trusted.</exception>
    public async Task ForwardAsync(HttpContext http, AggregatedApi api, UserInfo user)
    {
        var ct = http.RequestAborted;
        using var request = new HttpRequestMessage(
            new HttpMethod(http.Request.Method), api.Url(http.Request.Path.ToUriComponent() + http.Request.QueryString.ToUriComponent()));
        request.Headers.TryAddWithoutValidation("Accept", (IEnumerable<string?>)http.Request.Headers.Accept);
        request.Headers.TryAddWithoutValidation("X-Remote-User", user.Name);
        request.Headers.TryAddWithoutValidation("X-Remote-Group", user.Groups);
        if (http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(http.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", http.Request.ContentType);
        }

        HttpResponseMessage response;
        try
        {
            response = await Client(api).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (HttpRequestException e)
        {
            throw ApiErrors.ServiceUnavailable("error trying to reach service: " + e.Message);
        }

        using (response)
        {
            http.Response.StatusCode = (int)response.StatusCode;
            http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            http.Response.ContentLength = response.Content.Headers.ContentLength;
            await response.Content.CopyToAsync(http.Response.Body, ct);
        }
    }

    /// <summary>Asks the server for its discovery document and writes the APIService's Available condition.</summary>
    /// <returns>Whether it is available.</returns>
    public async Task<bool> ProbeAsync(string name, CancellationToken ct)
    {
        var key = new ObjectKey("", name);
        if (store.Find(BuiltinResources.ApiServices, key)?.ToJson() is not { } service)
        {
            return true;
        }

        var (available, reason, message) = AggregatedApi.Read(service) is { } api
            ? await ProbeAsync(api, ct)
            : (true, "Local", "Local APIServices are always available");
        while (store.Find(BuiltinResources.ApiServices, key) is { } current)
        {
            var json = current.ToJson();
            if (!SetCondition(json, available, reason, message) || store.TryPut(BuiltinResources.ApiServices, key, json, current) is not null)
            {
                break;
            }
        }

        return available;
    }

    private async Task<(bool Available, string Reason, string Message)> ProbeAsync(AggregatedApi api, CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(ProbeTimeout, transportClock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, ct);
        try
        {
            using var answer = await Client(api).GetAsync(api.Url($"/apis/{api.Group}/{api.Version}"), both.Token);
            return answer.IsSuccessStatusCode
                ? (true, "Passed", "all checks passed")
                : (false, "FailedDiscoveryCheck", $"failing or missing response: bad status {(int)answer.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return (false, "FailedDiscoveryCheck", "failing or missing response: " + e.Message);
        }
    }

    private bool SetCondition(JsonObject service, bool available, string reason, string message)
    {
        var state = available ? "True" : "False";
        var before = service.ObjectsAt("status", "conditions").FirstOrDefault(c => c.TextAt("type") == "Available");
        if (before.TextAt("status") == state && before.TextAt("reason") == reason)
        {
            return false;
        }

        service.Ensure("status")["conditions"] = new JsonArray(new JsonObject
        {
            ["type"] = "Available",
            ["status"] = state,
            ["lastTransitionTime"] = before.TextAt("status") == state ? before.TextAt("lastTransitionTime") : clock.Stamp(),
            ["reason"] = reason,
            ["message"] = message,
        });
        return true;
    }

    private HttpClient Client(AggregatedApi api) =>
        connections.ToService(api.Namespace, api.Service, api.Port, api.Authority, api.Insecure);
}
