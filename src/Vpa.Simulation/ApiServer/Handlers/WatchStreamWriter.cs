using System.Globalization;
using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Writes the lines of one watch in the representation asked for, and suffers its injected faults.</summary>
internal sealed class WatchStreamWriter(
    ApiRequest request, TableRenderer tables, IReadOnlyList<Fault> faults, TimeProvider transportClock)
{
    private static readonly TimeSpan BeforeTear = TimeSpan.FromMilliseconds(50);

    private readonly Representation _representation = ContentNegotiation.Choose(request.Http.Request);
    private bool _columnsSent;
    private long _events;

    public async Task StartAsync(CancellationToken ct)
    {
        request.Http.Response.StatusCode = 200;
        request.Http.Response.ContentType = ResponseWriter.Json;
        await request.Http.Response.StartAsync(ct);
        await FlushAsync(ct);
    }

    public async Task WriteAsync(string type, StoredObject item, CancellationToken ct)
    {
        await SufferAsync(ct);
        var line = Line(type, Body(item));
        foreach (var tear in faults.OfType<Fault.TearWatch>().Where(t => t.AfterEvents == _events && t.MidLine))
        {
            await request.Http.Response.BodyWriter.WriteAsync(line.AsMemory(0, line.Length / 2), ct);
            await TearAsync(ct);
        }

        await request.Http.Response.BodyWriter.WriteAsync(line, ct);
        _events++;
    }

    public async Task WriteBookmarkAsync(long version, JsonObject? annotations, CancellationToken ct)
    {
        await SufferAsync(ct);
        if (faults.OfType<Fault.DropBookmarks>().Any())
        {
            return;
        }

        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        if (annotations is not null)
        {
            metadata["annotations"] = annotations;
        }

        metadata["creationTimestamp"] = null;
        var bookmark = new JsonObject
        {
            ["kind"] = _representation == Representation.Full ? request.Resource.Kind : "PartialObjectMetadata",
            ["apiVersion"] = _representation == Representation.Full ? request.ApiVersion : "meta.k8s.io/v1",
            ["metadata"] = metadata,
        };
        if (_representation == Representation.Table)
        {
            bookmark = TableRenderer.Bookmark(bookmark, metadata.TextAt("resourceVersion")!);
        }

        await request.Http.Response.BodyWriter.WriteAsync(Line("BOOKMARK", bookmark.ToUtf8()), ct);
    }

    public async Task WriteErrorAsync(ApiStatusException error, CancellationToken ct)
    {
        if (!request.Http.Response.HasStarted)
        {
            request.Http.Response.ContentType = ResponseWriter.Json;
        }

        await request.Http.Response.BodyWriter.WriteAsync(Line("ERROR", error.ToStatus().ToUtf8()), ct);
    }

    public async Task FlushAsync(CancellationToken ct)
    {
        await SufferAsync(ct);
        await request.Http.Response.BodyWriter.FlushAsync(ct);
    }

    private byte[] Body(StoredObject item)
    {
        switch (_representation)
        {
            case Representation.Table:
                var table = tables.Render(
                    request.Resource, request.Info.Version, [item], ResponseWriter.IncludeObject(request), null, !_columnsSent);
                _columnsSent = true;
                return table.ToUtf8();
            case Representation.Metadata:
                return ObjectPresenter.MetadataOnly(item.ToJson()).ToUtf8();
            default:
                return ObjectPresenter.Present(request.Resource, request.Info.Version, item);
        }
    }

    private static byte[] Line(string type, byte[] body) => [.. "{\"type\":\""u8, .. System.Text.Encoding.ASCII.GetBytes(type), .. "\",\"object\":"u8, .. body, .. "}\n"u8];

    private async Task SufferAsync(CancellationToken ct)
    {
        foreach (var fault in faults)
        {
            switch (fault)
            {
                case Fault.TearWatch tear when !tear.MidLine && tear.AfterEvents == _events:
                    await request.Http.Response.BodyWriter.FlushAsync(ct);
                    await TearAsync(ct);
                    break;
                case Fault.SilenceWatch silence when silence.AfterEvents == _events:
                    await request.Http.Response.BodyWriter.FlushAsync(ct);
                    await Task.Delay(Timeout.InfiniteTimeSpan, transportClock, ct);
                    break;
                case Fault.ExpireWatch expiry when expiry.AfterEvents == _events:
                    await WriteErrorAsync(ApiErrors.TooOld(0, 1), ct);
                    throw new WatchEndedException();
            }
        }
    }

    /// <summary>A client of HTTP/2 drops what it has not read when its stream is reset, so it is given a moment to read it.</summary>
    private async Task TearAsync(CancellationToken ct)
    {
        await Task.Delay(BeforeTear, TimeProvider.System, ct);
        request.Http.Abort();
        throw new WatchEndedException();
    }
}
