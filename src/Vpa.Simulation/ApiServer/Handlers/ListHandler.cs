using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Vpa.Simulation.ApiServer;

/// <summary>Answers get and list: whole, in pages of a consistent snapshot, as tables or as metadata.</summary>
internal sealed class ListHandler(ObjectStore store, PageSnapshots pages, TableRenderer tables)
{
    private const int FlushEvery = 64 * 1024;

    public async Task GetAsync(ApiRequest request)
    {
        var item = store.Find(request.Resource, request.Key) ?? throw ApiErrors.NotFound(request.Resource, request.Info.Name);
        await ResponseWriter.WriteObjectAsync(request, item, 200, tables);
    }

    public async Task ListAsync(ApiRequest request)
    {
        var query = request.Http.Request.Query;
        var selector = ObjectSelector.From(request.Resource, request.Info, query);
        var position = ContinueToken.Parse(query["continue"]);
        var snapshot = position is null ? Fresh(request, query) : pages.Find(request.Resource, position.Version);
        var limit = long.TryParse(query["limit"], CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : long.MaxValue;
        var (items, last, remaining) = Take(snapshot, selector, position, limit);
        var metadata = new JsonObject { ["resourceVersion"] = snapshot.Version.ToString(CultureInfo.InvariantCulture) };
        if (remaining > 0)
        {
            pages.Keep(request.Resource, snapshot);
            metadata["continue"] = new ContinueToken(snapshot.Version, last).ToString();
            if (selector.IsEmpty)
            {
                metadata["remainingItemCount"] = remaining;
            }
        }

        await WriteAsync(request, items, metadata);
    }

    /// <summary>The newest state, if the resourceVersion asked for allows it.</summary>
    private TableSnapshot Fresh(ApiRequest request, IQueryCollection query)
    {
        var snapshot = store.Snapshot(request.Resource);
        var text = query["resourceVersion"].ToString();
        if (text is "" or "0")
        {
            return snapshot;
        }

        var version = ResourceVersion.Parse(text);
        if (version > snapshot.Version)
        {
            throw new ApiStatusException(
                504, "Timeout", $"Too large resource version: {version}, current: {snapshot.Version}")
            { RetryAfterSeconds = 1 };
        }

        if (query["resourceVersionMatch"] == "Exact" && version < store.LastVersionOf(request.Resource))
        {
            return pages.Find(request.Resource, version);
        }

        return query["resourceVersionMatch"] == "Exact" ? snapshot with { Version = version } : snapshot;
    }

    private static (List<StoredObject> Items, ObjectKey Last, long Remaining) Take(
        TableSnapshot snapshot, ObjectSelector selector, ContinueToken? position, long limit)
    {
        var items = new List<StoredObject>();
        var remaining = 0L;
        var last = default(ObjectKey);
        foreach (var item in snapshot.In(selector.Namespace))
        {
            if ((position is not null && !position.IsBefore(item.Key)) || !selector.Matches(item))
            {
                continue;
            }

            if (items.Count < limit)
            {
                items.Add(item);
                last = item.Key;
            }
            else
            {
                remaining++;
            }
        }

        return (items, last, remaining);
    }

    private async Task WriteAsync(ApiRequest request, List<StoredObject> items, JsonObject metadata)
    {
        var (resource, version) = (request.Resource, request.Info.Version);
        switch (ContentNegotiation.Choose(request.Http.Request))
        {
            case Representation.Table:
                var table = tables.Render(resource, version, items, ResponseWriter.IncludeObject(request), metadata);
                await ResponseWriter.WriteAsync(request.Http, table);
                break;
            case Representation.Metadata:
                await StreamAsync(
                    request.Http, "meta.k8s.io/v1", "PartialObjectMetadataList", metadata,
                    items.Select(i => ObjectPresenter.MetadataOnly(i.ToJson()).ToUtf8()));
                break;
            default:
                await StreamAsync(
                    request.Http, resource.ApiVersion(version), resource.ListKind, metadata,
                    items.Select(i => ObjectPresenter.Present(resource, version, i)));
                break;
        }
    }

    private static async Task StreamAsync(
        HttpContext http, string apiVersion, string kind, JsonObject metadata, IEnumerable<byte[]> items)
    {
        http.Response.ContentType = ResponseWriter.Json;
        var writer = http.Response.BodyWriter;
        Write(writer, Encoding.UTF8.GetBytes(
            $"{{\"kind\":\"{kind}\",\"apiVersion\":\"{apiVersion}\",\"metadata\":{metadata.ToJsonString()},\"items\":["));
        var first = true;
        var pending = 0;
        foreach (var item in items)
        {
            if (!first)
            {
                Write(writer, ","u8);
            }

            first = false;
            Write(writer, item);
            pending += item.Length;
            if (pending > FlushEvery)
            {
                pending = 0;
                await writer.FlushAsync(http.RequestAborted);
            }
        }

        Write(writer, "]}\n"u8);
        await writer.FlushAsync(http.RequestAborted);
    }

    private static void Write(PipeWriter writer, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }
}
