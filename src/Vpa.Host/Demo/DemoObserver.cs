using System.Text.Json;
using Vpa.Domain.Quantities;
using Vpa.Kubernetes.Client;

namespace Vpa.Host.Demo;

/// <summary>Looks at the workloads through the API, as a user would, and remembers what happened to their pods.</summary>
/// <param name="api">The API server.</param>
internal sealed class DemoObserver(KubernetesApi api)
{
    private const string Namespace = "demo";

    private readonly Dictionary<string, int> _kills = new(StringComparer.Ordinal);
    private readonly HashSet<string> _updated = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _workloadOf = new(StringComparer.Ordinal);

    /// <summary>Looks once.</summary>
    public async Task<IReadOnlyList<WorkloadView>> LookAsync(CancellationToken cancellationToken)
    {
        var pods = await ListAsync($"api/v1/namespaces/{Namespace}/pods", cancellationToken);
        var metrics = await ListAsync($"apis/metrics.k8s.io/v1beta1/namespaces/{Namespace}/pods", cancellationToken);
        var events = await EventsAsync(cancellationToken);
        pods.ForEach(Remember);
        return [.. (await VpasAsync(cancellationToken)).Select(vpa => View(vpa, pods, metrics, events))];
    }

    /// <summary>The VPAs, by name.</summary>
    public async Task<IReadOnlyList<JsonElement>> VpasAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync($"apis/autoscaling.k8s.io/v1/namespaces/{Namespace}/verticalpodautoscalers", cancellationToken)).OrderBy(NameOf, StringComparer.Ordinal)];

    /// <summary>All events, oldest first. Their names end at random, so those of one second go by what they say.</summary>
    public async Task<IReadOnlyList<JsonElement>> EventsAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync($"api/v1/namespaces/{Namespace}/events", cancellationToken))
            .OrderBy(e => e.GetProperty("lastTimestamp").GetDateTimeOffset())
            .ThenBy(e => e.GetProperty("reason").GetString(), StringComparer.Ordinal)
            .ThenBy(e => e.GetProperty("message").GetString(), StringComparer.Ordinal)];

    /// <summary>Whether an event is about an object.</summary>
    public static bool IsAbout(JsonElement @event, JsonElement item) =>
        @event.GetProperty("involvedObject").TryGetProperty("uid", out var uid) && uid.GetString() == item.GetProperty("metadata").GetProperty("uid").GetString();

    private static string NameOf(JsonElement item) => item.GetProperty("metadata").GetProperty("name").GetString()!;

    private static string WorkloadOf(JsonElement pod) => pod.GetProperty("metadata").GetProperty("labels").GetProperty("app").GetString()!;

    private static JsonElement.ArrayEnumerator ContainerStatuses(JsonElement pod) =>
        pod.TryGetProperty("status", out var status) && status.TryGetProperty("containerStatuses", out var statuses) ? statuses.EnumerateArray() : default;

    private async Task<List<JsonElement>> ListAsync(string path, CancellationToken cancellationToken) =>
        [.. (await api.GetJsonAsync(path, DemoJson.Default.JsonElement, cancellationToken)).GetProperty("items").EnumerateArray()];

    private void Remember(JsonElement pod)
    {
        var metadata = pod.GetProperty("metadata");
        var uid = metadata.GetProperty("uid").GetString()!;
        _workloadOf[uid] = WorkloadOf(pod);
        // A container that is killed again and again keeps its count; a pod that is gone took its count along, so the highest seen is kept.
        var kills = ContainerStatuses(pod).Sum(s => WasKilledForMemory(s) ? s.GetProperty("restartCount").GetInt32() : 0);
        _kills[uid] = Math.Max(kills, _kills.GetValueOrDefault(uid));
        if (metadata.TryGetProperty("annotations", out var annotations) && annotations.TryGetProperty("vpaUpdates", out _))
        {
            _updated.Add(uid);
        }
    }

    private static bool WasKilledForMemory(JsonElement status) =>
        status.TryGetProperty("lastState", out var last) && last.TryGetProperty("terminated", out var ended) && ended.GetProperty("reason").GetString() == "OOMKilled";

    private WorkloadView View(JsonElement vpa, List<JsonElement> pods, List<JsonElement> metrics, IReadOnlyList<JsonElement> events)
    {
        var name = NameOf(vpa);
        var own = pods.Where(p => WorkloadOf(p) == name).ToList();
        var uids = _workloadOf.Where(e => e.Value == name).Select(e => e.Key).ToList();
        return new()
        {
            Name = name,
            RunningPods = own.Count(p => p.GetProperty("status").GetProperty("phase").GetString() == "Running"),
            Requests = [.. own.Select(RequestsOf).Distinct().OrderBy(r => r[ResourceNames.Cpu]).ThenBy(r => r[ResourceNames.Memory])],
            Usage = MeanUsage([.. metrics.Where(m => own.Any(p => NameOf(p) == NameOf(m)))]),
            Target = TargetOf(vpa),
            Evictions = events.Where(e => e.GetProperty("reason").GetString() == "EvictedPod" && IsAbout(e, vpa)).Sum(e => e.TryGetProperty("count", out var c) ? c.GetInt32() : 1),
            OutOfMemoryKills = uids.Sum(u => _kills[u]),
            PodsUpdatedAtCreation = uids.Count(_updated.Contains),
        };
    }

    private static ResourceList RequestsOf(JsonElement pod) =>
        Amounts(pod.GetProperty("spec").GetProperty("containers")[0].GetProperty("resources").GetProperty("requests"));

    private static ResourceList? MeanUsage(IReadOnlyList<JsonElement> metrics)
    {
        if (metrics.Count == 0)
        {
            return null;
        }

        var usages = metrics.Select(m => Amounts(m.GetProperty("containers")[0].GetProperty("usage"))).ToList();
        return ResourceList.Of(
            Quantity.FromMilli(usages.Sum(u => u[ResourceNames.Cpu].MilliValue) / usages.Count),
            Quantity.FromBytes(usages.Sum(u => u[ResourceNames.Memory].Value) / usages.Count));
    }

    private static ResourceList? TargetOf(JsonElement vpa) =>
        vpa.TryGetProperty("status", out var status) && status.TryGetProperty("recommendation", out var recommendation)
        && recommendation.TryGetProperty("containerRecommendations", out var containers) && containers.GetArrayLength() > 0
            ? Amounts(containers[0].GetProperty("target"))
            : null;

    private static ResourceList Amounts(JsonElement map) =>
        ResourceList.Of(map.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Quantity.Parse(p.Value.GetString()!))));
}
