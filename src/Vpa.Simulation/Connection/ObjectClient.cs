using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using k8s.Autorest;
using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Connection;

/// <summary>Lists into slim types, and writes as JSON. Errors are the library's <see cref="HttpOperationException"/>.</summary>
/// <remarks>
/// The library's models would cost ten times the memory of 5,000 pods, and throw for the whole list when one quantity is
/// malformed; here quantities stay text until a rule reads them.
/// </remarks>
internal sealed class ObjectClient(RawKubernetes client)
{
    /// <summary>Objects asked for per page; bounds the memory of a response.</summary>
    private const int PageSize = 500;

    /// <summary>Lists all objects below a path, page by page.</summary>
    public async Task<List<T>> ListAsync<T>(string path, JsonTypeInfo<ObjectList<T>> type, CancellationToken ct)
    {
        var all = new List<T>();
        var next = string.Empty;
        do
        {
            var page = await GetPageAsync(path, type, next, ct);
            all.AddRange(page.Items ?? []);
            next = page.Metadata?.Continue ?? string.Empty;
        }
        while (next.Length > 0);
        return all;
    }

    /// <summary>Whether an object answers to a path: its UID, or null when there is none.</summary>
    public async Task<string?> FindUidAsync(string path, CancellationToken ct)
    {
        try
        {
            using var document = await GetAsync(path, ct);
            return document.RootElement.GetProperty("metadata").GetProperty("uid").GetString();
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Reads whatever JSON is at a path.</summary>
    public async Task<JsonDocument> GetAsync(string path, CancellationToken ct)
    {
        using var response = await client.SendAsync(HttpMethod.Get, path, content: null, ct);
        using var stream = await response.Content.ReadAsStreamAsync(ct);
        return await JsonDocument.ParseAsync(stream, default, ct);
    }

    /// <summary>Creates an object in the collection at a path.</summary>
    public Task CreateAsync(string path, JsonObject body, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, path, body, "application/json", ct);

    /// <summary>Applies a JSON merge patch (RFC 7386).</summary>
    public Task MergePatchAsync(string path, JsonObject body, CancellationToken ct) =>
        SendAsync(HttpMethod.Patch, path, body, "application/merge-patch+json", ct);

    /// <summary>Deletes the very object with this UID; a successor of the same name is left alone.</summary>
    /// <param name="path">The object's path.</param>
    /// <param name="uid">The UID that it must have.</param>
    /// <param name="graceSeconds">Grace period in seconds; null leaves it to the server.</param>
    /// <param name="ct">Cancels the request.</param>
    public Task DeleteAsync(string path, string? uid, int? graceSeconds, CancellationToken ct)
    {
        var options = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["propagationPolicy"] = "Background" };
        if (uid is not null)
        {
            options["preconditions"] = new JsonObject { ["uid"] = uid };
        }

        if (graceSeconds is { } seconds)
        {
            options["gracePeriodSeconds"] = seconds;
        }

        return SendAsync(HttpMethod.Delete, path, options, "application/json", ct);
    }

    private async Task<ObjectList<T>> GetPageAsync<T>(string path, JsonTypeInfo<ObjectList<T>> type, string next, CancellationToken ct)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"{path}?limit={PageSize}&continue={Uri.EscapeDataString(next)}");
        using var response = await client.SendAsync(HttpMethod.Get, query, content: null, ct);
        using var stream = await response.Content.ReadAsStreamAsync(ct);
        return await JsonSerializer.DeserializeAsync(stream, type, ct)
            ?? throw new InvalidDataException($"{path}: the API server answered null instead of a list.");
    }

    private async Task SendAsync(HttpMethod method, string path, JsonObject body, string mediaType, CancellationToken ct)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, ObjectJson.Default.JsonObject);
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        using var response = await client.SendAsync(method, path, content, ct);
        // The body is read to its end so that the connection can be used again.
        await response.Content.CopyToAsync(Stream.Null, ct);
    }
}
