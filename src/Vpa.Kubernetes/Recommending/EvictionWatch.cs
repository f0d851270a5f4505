using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Recommending;

/// <summary>
/// Watches eviction events for pods that used too much memory (R125, R126). Every event counts once, although each new connection
/// replays those that still exist (unlike Q21).
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="namespace">The one namespace to watch; empty means all.</param>
/// <param name="observer">Takes the kills.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
public sealed class EvictionWatch(KubernetesApi api, string @namespace, OutOfMemoryObserver observer, TimeProvider time, ILogger<EvictionWatch> logger)
{
    // The server ends the watch after this; a connection silent for longer is dead.
    private const int WatchSeconds = 300;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(WatchSeconds + 30);
    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Jitter = TimeSpan.FromSeconds(5);

    // API servers keep events for an hour by default; one seen longer ago than this is not replayed any more.
    private static readonly TimeSpan Memory = TimeSpan.FromHours(2);

    private readonly string _path = new ResourcePath("", "v1", "events").Collection(@namespace)
        + $"?watch=true&fieldSelector=reason%3DEvicted&timeoutSeconds={WatchSeconds}";

    private readonly Dictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);

    /// <summary>Watches until cancelled; whatever ends a connection, another is opened after 10 to 15 s.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await WatchAsync(cancellationToken);
                logger.EvictionWatchEnded("the server closed it");
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // The loop must outlive anything that goes wrong with one connection.
                logger.EvictionWatchEnded(e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Forget();
            await Task.Delay(MinPause + (Random.Shared.NextDouble() * Jitter), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        using var response = await api.OpenAsync(_path, sendOnce: false, either.Token);
        await using var body = await response.Content.ReadAsStreamAsync(either.Token);
        await using var lines = new WatchLineReader(body);
        while (await lines.ReadLineAsync(either.Token))
        {
            Take(lines.Line);
        }
    }

    private void Take(ReadOnlySequence<byte> text)
    {
        try
        {
            var line = WatchLine.Split(text);
            if (line.Type != WatchEventType.Added)
            {
                return;
            }

            var reader = new Utf8JsonReader(line.Object);
            var e = JsonSerializer.Deserialize(ref reader, WireJson.Default.WireEvent);
            if (e?.Metadata?.Uid is not { Length: > 0 } uid || !_seen.TryAdd(uid, time.GetUtcNow()))
            {
                return;
            }

            foreach (var kill in EvictionEvents.Read(e))
            {
                observer.Add(kill);
            }
        }
        catch (JsonException e)
        {
            logger.EvictionEventUnreadable(e.Message);
        }
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (uid, at) in _seen)
        {
            if (now - at > Memory)
            {
                _seen.Remove(uid);
            }
        }
    }
}
