using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Client;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Recommending;

/// <summary>Writes a VPA's status by one JSON patch on its <c>status</c> subresource (R100).</summary>
public sealed class VpaStatusWriter(KubernetesApi api) : IVpaStatusWriter
{
    private static readonly ResourcePath Vpas = new("autoscaling.k8s.io", "v1", "verticalpodautoscalers");

    /// <inheritdoc/>
    public async Task<StatusWriteResult> WriteStatusAsync(NamespacedName vpa, VpaStatus status, CancellationToken cancellationToken)
    {
        try
        {
            var path = Vpas.Subresource(vpa.Namespace, vpa.Name, "status");
            await api.PatchAsync(path, PatchKind.Json, VpaStatusPatch.Of(status), cancellationToken);
            return new(StatusWriteOutcome.Written);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return new(StatusWriteOutcome.Gone);
        }
        catch (KubernetesApiException e)
        {
            return StatusWriteResult.Failed(e.Message);
        }
    }
}
