using Microsoft.Extensions.Logging;
using Vpa.Kubernetes.Client;

namespace Vpa.Kubernetes.Caching;

/// <summary>The loop behind a cache: list, then watch after watch, and a new list only when the server has forgotten where we were.</summary>
internal sealed class ResourceFollower<T>
    where T : class
{
    /// <summary>After so many watches in a row that brought nothing, a new list shows whether the version itself is the trouble.</summary>
    private const int MaxFruitlessWatches = 5;

    private readonly KubernetesApi _api;
    private readonly CachedResource<T> _resource;
    private readonly ResourceCacheOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Random _random;
    private readonly CacheMetrics _metrics;
    private readonly ResourceLister<T> _lister;
    private readonly WatchEvents<T> _events;
    private readonly Backoff _backoff;
    private bool _mustList = true;

    public ResourceFollower(KubernetesApi api, CachedResource<T> resource, ResourceStore<T> store, ResourceCacheOptions options, CacheMetrics metrics, TimeProvider time, ILogger logger, Random random)
    {
        _api = api;
        _resource = resource;
        _options = options;
        _time = time;
        _logger = logger;
        _random = random;
        _metrics = metrics;
        var unreadable = new UnreadableObjects(resource.Path.ToString(), _metrics, logger);
        _lister = new ResourceLister<T>(api, resource, store, unreadable, options, time);
        Progress = new CacheProgress(time);
        _events = new WatchEvents<T>(resource.Decoder, store, Progress, _lister, unreadable);
        _backoff = new Backoff(options.MinBackoff, options.MaxBackoff, time, random);
        Store = store;
    }

    /// <summary>How far the cache has come.</summary>
    public CacheProgress Progress { get; }

    private ResourceStore<T> Store { get; }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ListIfNeededAsync(cancellationToken);
                await WatchAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever failed, the loop goes on: the cache is what everything else stands on.
                if (!await RecoverAsync(e, cancellationToken))
                {
                    return;
                }
            }
        }
    }

    private async Task ListIfNeededAsync(CancellationToken cancellationToken)
    {
        if (!_mustList)
        {
            return;
        }

        var version = await _lister.ListAsync(cancellationToken);
        _mustList = false;
        _metrics.Listed();
        Progress.Listed(version);
        _logger.Listed(_resource.Path.ToString(), Store.Count, version);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var duration = _options.MinWatchDuration + ((_options.MaxWatchDuration - _options.MinWatchDuration) * _random.NextDouble());
        var seconds = Math.Max(1, (int)duration.TotalSeconds);
        using var watchdog = new WatchWatchdog(TimeSpan.FromSeconds(seconds) + _options.WatchGrace, _options.BookmarkSilence, _time, cancellationToken);
        try
        {
            using var response = await _api.OpenAsync(_resource.Watch(Progress.ResourceVersion, seconds), sendOnce: true, watchdog.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(watchdog.Token);
            await ReadEventsAsync(stream, watchdog);
        }
        catch (Exception e) when (watchdog.HasBitten && !cancellationToken.IsCancellationRequested)
        {
            _logger.Silent(_resource.Path.ToString());
            _metrics.Failed();
            throw new TimeoutException("The watch was silent.", e);
        }
    }

    private async Task ReadEventsAsync(Stream stream, WatchWatchdog watchdog)
    {
        var started = _time.GetTimestamp();
        var fruitful = false;
        await using var lines = new Wire.WatchLineReader(stream);
        while (await lines.ReadLineAsync(watchdog.Token))
        {
            _metrics.Event();
            var isBookmark = await _events.ApplyAsync(lines.Line, watchdog.Token);
            watchdog.Heard(isBookmark);
            _backoff.Reset();
            fruitful = true;
        }

        // An ordinary end: go on at once, unless the server hangs up as soon as we call.
        if (!fruitful && _time.GetElapsedTime(started) < TimeSpan.FromSeconds(1))
        {
            throw new EndOfStreamException("The server ended the watch at once.");
        }

        _backoff.Reset();
    }

    private async Task<bool> RecoverAsync(Exception failure, CancellationToken cancellationToken)
    {
        _metrics.Failed();
        if (IsExpired(failure) && !_mustList)
        {
            _logger.Expired(_resource.Path.ToString(), Progress.ResourceVersion);
            _mustList = true;
        }
        else
        {
            _mustList |= _backoff.Failures + 1 >= MaxFruitlessWatches;
            _logger.CannotFollow(_resource.Path.ToString(), _backoff.Failures + 1, failure.Message);
        }

        var wait = _backoff.Next((failure as KubernetesApiException)?.RetryAfter);
        try
        {
            await Task.Delay(wait, _time, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>410, a version the server calls malformed (400), or one it has not reached yet (504 after a restore): only a list helps.</summary>
    private static bool IsExpired(Exception failure) => failure switch
    {
        KubernetesApiException { StatusCode: { } status } => (int)status is 410 or 400 or 504,
        WatchFailedException watch => watch.Code is 410 or 400 or 504,
        _ => false,
    };
}
