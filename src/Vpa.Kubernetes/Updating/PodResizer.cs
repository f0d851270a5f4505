using System.Net;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Admitting;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Discovery;
using Vpa.Updater.Ports;

namespace Vpa.Kubernetes.Updating;

/// <summary>Resizes pods through <c>pods/resize</c> (U93), which Kubernetes serves from 1.33 on.</summary>
/// <param name="api">The API server.</param>
/// <param name="discovery">What it serves.</param>
/// <param name="logger">Told why a resize failed.</param>
public sealed class PodResizer(KubernetesApi api, ApiDiscovery discovery, ILogger<PodResizer> logger) : IPodResizer
{
    private const string CoreVersion = "v1";
    private const string ResizeResource = "pods/resize";
    private const string Forbidden = "Forbidden";
    private const string NodeCapacity = "NodeCapacity";
    private const string Yes = "true";
    private static readonly ResourcePath Pods = new("", CoreVersion, "pods");

    /// <inheritdoc/>
    public async Task<ResizeSupport> FindSupportAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await discovery.HasResourceAsync(CoreVersion, ResizeResource, cancellationToken) ? ResizeSupport.Served : ResizeSupport.NotServed;
        }
        catch (KubernetesApiException e)
        {
            logger.ResizeSupportUnreadable(e.Message);
            return ResizeSupport.Unknown;
        }
    }

    /// <inheritdoc/>
    public async Task<ResizeOutcome> ResizeAsync(Pod pod, PodResize resize, CancellationToken cancellationToken)
    {
        try
        {
            var path = Pods.Subresource(pod.Namespace, pod.Name, "resize");
            await api.PatchAsync(path, PatchKind.Json, ResizePatchWriter.Resize(pod, resize), cancellationToken);
        }
        catch (KubernetesApiException e)
        {
            logger.ResizeFailed(pod.Key, e.Message);
            return OutcomeOf(e);
        }

        await AnnotateAsync(pod, resize, cancellationToken);
        return ResizeOutcome.Accepted;
    }

    // The resize has happened: whatever becomes of the annotations, it is a success. A boost whose annotation stays is ended again (U99).
    private async Task AnnotateAsync(Pod pod, PodResize resize, CancellationToken cancellationToken)
    {
        if (resize.EndedBoosts.IsEmpty && pod.Annotations?.GetValueOrDefault(PodAnnotationKeys.InPlaceUpdated) == Yes)
        {
            return;
        }

        try
        {
            await api.PatchAsync(Pods.Object(pod.Namespace, pod.Name), PatchKind.Merge, ResizePatchWriter.Annotations(pod, resize, Yes), cancellationToken);
        }
        catch (Exception e) when (e is KubernetesApiException or OperationCanceledException)
        {
            logger.AnnotationFailed(pod.Key, e.Message);
        }
    }

    // Where no answer came, or the server gave up waiting for one itself, the pod may be resizing.
    private static ResizeOutcome OutcomeOf(KubernetesApiException e) => e.StatusCode switch
    {
        HttpStatusCode.Forbidden when e.Reason == Forbidden && e.Causes.Contains(NodeCapacity, StringComparer.Ordinal) => ResizeOutcome.NodeCapacity,
        HttpStatusCode.NotFound => ResizeOutcome.Gone,
        null or HttpStatusCode.GatewayTimeout or HttpStatusCode.BadGateway => ResizeOutcome.Unanswered,
        HttpStatusCode.Conflict or HttpStatusCode.Gone or HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => ResizeOutcome.Failed,
        _ => ResizeOutcome.Refused,
    };
}
