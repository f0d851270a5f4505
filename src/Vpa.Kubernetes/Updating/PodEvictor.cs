using System.Net;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Discovery;
using Vpa.Updater.Ports;

namespace Vpa.Kubernetes.Updating;

/// <summary>
/// Evicts pods through <c>pods/eviction</c> (U111) in the version that the server serves: <c>policy/v1</c> from Kubernetes 1.22 on,
/// <c>policy/v1beta1</c> before. A pod is never deleted in any other way.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="discovery">What it serves.</param>
/// <param name="logger">Told why an eviction failed.</param>
public sealed class PodEvictor(KubernetesApi api, ApiDiscovery discovery, ILogger<PodEvictor> logger) : IPodEvictor
{
    private const string CoreVersion = "v1";
    private const string EvictionResource = "pods/eviction";
    private const string TooManyRequests = "TooManyRequests";
    private static readonly ResourcePath Pods = new("", CoreVersion, "pods");

    /// <inheritdoc/>
    public async Task<EvictionOutcome> EvictAsync(Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            if (await discovery.FindResourceAsync(CoreVersion, EvictionResource, cancellationToken) is not { } served)
            {
                logger.EvictionNotServed(pod.Key);
                return EvictionOutcome.Failed;
            }

            var path = Pods.Subresource(pod.Namespace, pod.Name, "eviction");
            var body = EvictionOf(pod, new ResourcePath(served.Group, served.Version, "").ApiVersion);
            return await SendAsync(pod, path, body, cancellationToken);
        }
        catch (KubernetesApiException e)
        {
            logger.EvictionFailed(pod.Key, e.Message);
            return EvictionOutcome.Failed;
        }
    }

    private async Task<EvictionOutcome> SendAsync(Pod pod, string path, WireEviction body, CancellationToken cancellationToken)
    {
        try
        {
            await api.PostAsync(path, body, UpdatingJson.Default.WireEviction, cancellationToken);
            return EvictionOutcome.Evicted;
        }
        catch (KubernetesApiException e)
        {
            logger.EvictionFailed(pod.Key, e.Message);
            return OutcomeOf(e);
        }
    }

    // A disruption budget answers 429 with a Status of that reason; a server that sheds load answers 429 with a bare text. Where no answer came,
    // or the server gave up waiting for one itself, the pod may be gone.
    private static EvictionOutcome OutcomeOf(KubernetesApiException e) => e.StatusCode switch
    {
        HttpStatusCode.TooManyRequests => e.Reason == TooManyRequests ? EvictionOutcome.BlockedByDisruptionBudget : EvictionOutcome.Failed,
        HttpStatusCode.NotFound or HttpStatusCode.Conflict => EvictionOutcome.Gone,
        null or HttpStatusCode.GatewayTimeout or HttpStatusCode.BadGateway => EvictionOutcome.Unanswered,
        _ => EvictionOutcome.Failed,
    };

    private static WireEviction EvictionOf(Pod pod, string apiVersion) => new()
    {
        ApiVersion = apiVersion,
        Metadata = new() { Namespace = pod.Namespace, Name = pod.Name },
        DeleteOptions = new()
        {
            Preconditions = new()
            {
                Uid = pod.Uid,
                ResourceVersion = pod.Phase == PodPhase.Pending && pod.ResourceVersion.Length > 0 ? pod.ResourceVersion : null,
            },
        },
    };
}
