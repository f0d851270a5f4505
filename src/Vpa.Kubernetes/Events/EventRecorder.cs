using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Vpa.Kubernetes.Caching;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Events;

/// <summary>
/// Records Kubernetes events. Recording never waits and never fails: events go through a bounded queue, and those that do not fit or cannot be
/// written are counted and dropped. The same event on the same object within a window is one Event object with a count.
/// </summary>
public sealed class EventRecorder
{
    /// <summary>Events that wait at most.</summary>
    public const int QueueLength = 5000;

    /// <summary>How long the same event adds to the count of the last one.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private const int MaxRemembered = 4096;
    private const double WritesPerSecond = 20;
    private const int WriteBurst = 100;
    private static readonly ResourcePath Path = new("", "v1", "events");

    private readonly KubernetesApi _api;
    private readonly string _component;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RequestPacer _pacer;
    private readonly Counter<long> _dropped;
    private readonly Dictionary<EventIdentity, RecordedEvent> _recorded = [];
    private readonly Channel<QueuedEvent> _queue = Channel.CreateBounded<QueuedEvent>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Creates a recorder.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="component">The component that reports, for example <c>vpa-updater</c>.</param>
    /// <param name="meters">Where its metrics are made.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public EventRecorder(KubernetesApi api, string component, IMeterFactory meters, TimeProvider time, ILogger logger)
    {
        _api = api;
        _component = component;
        _time = time;
        _logger = logger;
        _pacer = new RequestPacer(WritesPerSecond, WriteBurst, time);
        _dropped = meters.Create(CacheMetrics.MeterName).CreateCounter<long>(
            "vpa_events_dropped", description: "Kubernetes events that could not be queued or written.");
    }

    /// <summary>Queues an event; drops it when the queue is full.</summary>
    public void Record(EventSubject subject, EventSeverity severity, string reason, string message)
    {
        if (!_queue.Writer.TryWrite(new QueuedEvent(new EventIdentity(subject, severity, reason, message), _time.GetUtcNow(), null)))
        {
            _dropped.Add(1);
        }
    }

    /// <summary>Waits until every event recorded before this call was written or given up, while <see cref="RunAsync"/> runs.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(new QueuedEvent(null, default, written), cancellationToken);
        await written.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Writes queued events until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _dropped.Add(0); // shown before the first loss
        try
        {
            await foreach (var (identity, at, written) in _queue.Reader.ReadAllAsync(cancellationToken))
            {
                if (identity is not null)
                {
                    await _pacer.TakeAsync(cancellationToken);
                    await WriteAsync(identity, at, cancellationToken);
                }

                written?.SetResult();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // An ordinary end.
        }
    }

    private async Task WriteAsync(EventIdentity identity, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            if (_recorded.TryGetValue(identity, out var recorded) && at - recorded.LastAt < Window && await TryCountAsync(identity, recorded, at, cancellationToken))
            {
                return;
            }

            await CreateAsync(identity, at, cancellationToken);
        }
        catch (KubernetesApiException e)
        {
            // Events are for people; none is worth a retry.
            _dropped.Add(1);
            _logger.EventNotWritten(identity.Reason, identity.Subject.Kind, identity.Subject.Key.ToString(), e.Message);
        }
    }

    private async Task<bool> TryCountAsync(EventIdentity identity, RecordedEvent recorded, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var patch = new WireEvent { Count = recorded.Count + 1, LastTimestamp = at };
        try
        {
            await _api.PatchAsync(
                Path.Object(NamespaceOf(identity.Subject), recorded.Name),
                PatchKind.Merge,
                JsonSerializer.SerializeToUtf8Bytes(patch, WireJson.Default.WireEvent),
                cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return false; // expired on the server
        }

        _recorded[identity] = recorded with { Count = recorded.Count + 1, LastAt = at };
        return true;
    }

    private async Task CreateAsync(EventIdentity identity, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var subject = identity.Subject;
        var name = string.Create(CultureInfo.InvariantCulture, $"{subject.Key.Name}.{at.UtcTicks:x}{Random.Shared.Next(0x10000):x4}");
        var created = new WireEvent
        {
            ApiVersion = Path.ApiVersion,
            Kind = "Event",
            Metadata = new() { Namespace = NamespaceOf(subject), Name = name },
            InvolvedObject = new()
            {
                ApiVersion = subject.ApiVersion,
                Kind = subject.Kind,
                Namespace = subject.Key.Namespace.Length == 0 ? null : subject.Key.Namespace,
                Name = subject.Key.Name,
                Uid = subject.Uid.Length == 0 ? null : subject.Uid,
                ResourceVersion = subject.ResourceVersion.Length == 0 ? null : subject.ResourceVersion,
            },
            Reason = identity.Reason,
            Message = identity.Message,
            Type = identity.Severity == EventSeverity.Warning ? "Warning" : "Normal",
            Count = 1,
            FirstTimestamp = at,
            LastTimestamp = at,
            Source = new() { Component = _component },
            ReportingComponent = _component,
        };
        await _api.PostAsync(Path.Collection(NamespaceOf(subject)), created, WireJson.Default.WireEvent, cancellationToken);
        Remember(identity, new RecordedEvent(name, 1, at));
    }

    private void Remember(EventIdentity identity, RecordedEvent recorded)
    {
        if (_recorded.Count >= MaxRemembered)
        {
            foreach (var old in _recorded.Where(r => recorded.LastAt - r.Value.LastAt >= Window).Select(r => r.Key).ToArray())
            {
                _recorded.Remove(old);
            }

            if (_recorded.Count >= MaxRemembered)
            {
                _recorded.Clear();
            }
        }

        _recorded[identity] = recorded;
    }

    /// <summary>Events about cluster-scoped objects live in the namespace <c>default</c>.</summary>
    private static string NamespaceOf(EventSubject subject) => subject.Key.Namespace.Length == 0 ? "default" : subject.Key.Namespace;

    private sealed record EventIdentity(EventSubject Subject, EventSeverity Severity, string Reason, string Message)
    {
        /// <summary>Versions of the subject do not make another event.</summary>
        public bool Equals(EventIdentity? other) =>
            other is not null && Subject.Uid == other.Subject.Uid && Subject.Key == other.Subject.Key && Subject.Kind == other.Subject.Kind
            && Severity == other.Severity && Reason == other.Reason && Message == other.Message;

        public override int GetHashCode() => HashCode.Combine(Subject.Uid, Subject.Key, Reason, Message);
    }

    private sealed record RecordedEvent(string Name, int Count, DateTimeOffset LastAt);

    // Either an event to write, or a mark that says all before it were dealt with.
    private readonly record struct QueuedEvent(EventIdentity? Identity, DateTimeOffset At, TaskCompletionSource? Written);
}
