using System.Net;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Discovery;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Workloads;

/// <summary>Reads controllers of custom kinds from the API server (R106, R110).</summary>
internal sealed class ScaleReader(KubernetesApi api, ApiDiscovery discovery, ILogger logger) : IScaleReader
{
    private static readonly ControllerLookup NotScalable = new(ControllerLookupStatus.NotScalable, null, "it has no scale subresource");
    private readonly OwnRights _rights = new(api);

    /// <inheritdoc/>
    public async Task<ControllerLookup> ReadAsync(ScaleKey key, CancellationToken cancellationToken)
    {
        var paths = await discovery.ResolveAsync(key.Group, key.Workload.Kind, cancellationToken);
        if (paths.IsEmpty)
        {
            return ScaleCache.NoSuchKind;
        }

        var isScalable = false;
        foreach (var path in paths)
        {
            if (!await discovery.HasResourceAsync(path.ApiVersion, $"{path.Resource}/scale", cancellationToken))
            {
                continue;
            }

            isScalable = true;
            if (await ReadScaleAsync(path, key.Workload, cancellationToken) is { } found)
            {
                return found;
            }
        }

        return isScalable ? Absent(key.Workload) : NotScalable;
    }

    /// <summary>Not scalable for upstream (A94), and so the end of a chain; but a VPA is often created before its target.</summary>
    private static ControllerLookup Absent(WorkloadKey key) =>
        new(ControllerLookupStatus.NotScalable, null, $"{key.Kind} {key.Namespace}/{key.Name} does not exist", IsProvisional: true);

    private async Task<ControllerLookup?> ReadScaleAsync(ResourcePath path, WorkloadKey key, CancellationToken cancellationToken)
    {
        WireScale scale;
        try
        {
            scale = await api.GetJsonAsync(path.Subresource(key.Namespace, key.Name, "scale"), WireJson.Default.WireScale, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return null;
        }

        var controller = new Controller
        {
            Key = key,
            Owner = await ReadOwnerAsync(path, key, scale, cancellationToken),
            Selector = SelectorOf(scale, key),
            Replicas = scale.Spec?.Replicas,
        };

        // Its controller writes the selector shortly after the object was created.
        return new(ControllerLookupStatus.Found, controller, IsProvisional: string.IsNullOrEmpty(scale.Status?.Selector));
    }

    /// <summary>
    /// The object's own owner (R111: a scale normally carries no owner references). Where the object itself may not be read, as under
    /// upstream's RBAC, those of the scale have to do; that is asked first, so that no request is refused.
    /// </summary>
    private async Task<OwnerReference?> ReadOwnerAsync(ResourcePath path, WorkloadKey key, WireScale scale, CancellationToken cancellationToken)
    {
        try
        {
            if (await _rights.MayGetAsync(path, key.Namespace, key.Name, cancellationToken))
            {
                var own = await api.GetJsonAsync(path.Object(key.Namespace, key.Name), WireJson.Default.WirePartialObject, cancellationToken);
                return FieldReader.ControllingOwner(own.Metadata);
            }
        }
        catch (KubernetesApiException e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            // Taken away or deleted just now.
        }

        return FieldReader.ControllingOwner(scale.Metadata);
    }

    private LabelSelector SelectorOf(WireScale scale, WorkloadKey key)
    {
        // An empty text is an error for a target (U24), unlike an empty selector object: it selects nothing.
        if (string.IsNullOrEmpty(scale.Status?.Selector))
        {
            return LabelSelector.Nothing;
        }

        if (!LabelSelectorText.TryParse(scale.Status.Selector, out var selector))
        {
            logger.UnusableField(key.Kind, $"{key.Namespace}/{key.Name}", "scale status.selector", scale.Status.Selector);
        }

        return selector;
    }
}
