using Microsoft.Extensions.Logging;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Client;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Recommending;

/// <summary>Writes a VPA's status by one JSON patch on its <c>status</c> subresource (R100).</summary>
public sealed class VpaStatusWriter(KubernetesApi api, ILogger<VpaStatusWriter> logger) : IVpaStatusWriter
{
    private static readonly ResourcePath Vpas = new("autoscaling.k8s.io", "v1", "verticalpodautoscalers");

    /// <inheritdoc/>
    public async Task<StatusWriteOutcome> WriteStatusAsync(NamespacedName vpa, VpaStatus status, CancellationToken cancellationToken)
    {
        try
        {
            var path = Vpas.Subresource(vpa.Namespace, vpa.Name, "status");
            await api.PatchAsync(path, PatchKind.Json, VpaStatusPatch.Of(status), cancellationToken);
            return StatusWriteOutcome.Written;
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return StatusWriteOutcome.Gone;
        }
        catch (KubernetesApiException e)
        {
            logger.CannotUpdateVpa(vpa, e.Message);
            return StatusWriteOutcome.Failed;
        }
    }
}
