using System.Buffers;
using System.Text.Json;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Caching;

/// <summary>Applies the events of a watch to a store.</summary>
internal sealed class WatchEvents<T>(IObjectDecoder<T> decoder, ResourceStore<T> store, CacheProgress progress, ResourceLister<T> lister, UnreadableObjects unreadable)
    where T : class
{
    /// <summary>Applies one line.</summary>
    /// <returns>Whether it was a bookmark.</returns>
    /// <exception cref="JsonException">The line is no event: the stream itself is broken.</exception>
    /// <exception cref="WatchFailedException">The server ended the watch by an ERROR event.</exception>
    public async ValueTask<bool> ApplyAsync(ReadOnlySequence<byte> line, CancellationToken cancellationToken)
    {
        var type = Apply(line, out var again);
        if (again is { } unread)
        {
            await ReadAgainAsync(unread, cancellationToken);
        }

        return type == WatchEventType.Bookmark;
    }

    private WatchEventType Apply(ReadOnlySequence<byte> line, out Unread? again)
    {
        again = null;
        var watched = WatchLine.Split(line);
        switch (watched.Type)
        {
            case WatchEventType.Bookmark:
                var bookmark = Read(watched.Object);
                progress.Advance(bookmark?.Metadata?.ResourceVersion);
                break;
            case WatchEventType.Error:
                throw Failure(watched.Object);
            case WatchEventType.Added or WatchEventType.Modified:
                again = Put(watched.Object);
                break;
            case WatchEventType.Deleted:
                again = Remove(watched.Object);
                break;
            default:
                unreadable.Report(UnreadableObjects.KeyOf(watched.Object), new JsonException("The type of the watch event is unknown."));
                break;
        }

        return watched.Type;
    }

    private Unread? Put(ReadOnlySequence<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            var decoded = decoder.Decode(ref reader);
            if (!ResourceVersions.IsOlder(decoded.ResourceVersion, progress.ResourceVersion))
            {
                // An older event was dealt with already: applying it again could bring back what is deleted.
                store.PutWatched(decoded);
            }

            progress.Advance(decoded.ResourceVersion);
            return null;
        }
        catch (Exception e)
        {
            // One bad object costs only itself.
            return Unreadable(json, e);
        }
    }

    private Unread? Remove(ReadOnlySequence<byte> json)
    {
        var metadata = Read(json)?.Metadata;
        if (metadata?.Name is not { Length: > 0 } name)
        {
            return Unreadable(json, new JsonException("The deleted object has no metadata.name."));
        }

        store.RemoveWatched(new(metadata.Namespace ?? "", name), metadata.ResourceVersion ?? "");
        progress.Advance(metadata.ResourceVersion);
        return null;
    }

    private Unread? Unreadable(ReadOnlySequence<byte> json, Exception cause)
    {
        var key = UnreadableObjects.KeyOf(json);
        unreadable.Report(key, cause);
        var version = UnreadableObjects.VersionOf(json);
        if (key is null)
        {
            progress.Advance(version);
            return null;
        }

        return new Unread(key.Value, version ?? "");
    }

    /// <summary>The event was no use, so the object itself is read; if that is no use either, it is not known any more.</summary>
    private async Task ReadAgainAsync(Unread unread, CancellationToken cancellationToken)
    {
        if (await lister.ReadOneAsync(unread.Key.Namespace, unread.Key.Name, cancellationToken) is { } read)
        {
            store.PutWatched(read);
        }
        else
        {
            store.RemoveWatched(unread.Key, unread.ResourceVersion);
        }

        progress.Advance(unread.ResourceVersion);
    }

    private static WirePartialObject? Read(ReadOnlySequence<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            return JsonSerializer.Deserialize(ref reader, WireJson.Default.WirePartialObject);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static WatchFailedException Failure(ReadOnlySequence<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            var status = JsonSerializer.Deserialize(ref reader, WireJson.Default.WireStatus);
            return new WatchFailedException($"The server ended the watch: {status?.Message}", status?.Code ?? 0);
        }
        catch (JsonException e)
        {
            return new WatchFailedException($"The server ended the watch with an unreadable error: {e.Message}", 0);
        }
    }

    private readonly record struct Unread(NamespacedName Key, string ResourceVersion);
}
