using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Workloads;

/// <summary>Reads one object through its <c>scale</c> subresource.</summary>
internal interface IScaleReader
{
    /// <summary>Reads an object: found, not scalable, or <see cref="ScaleCache.NoSuchKind"/>; provisional while it does not exist or has no selector.</summary>
    /// <exception cref="Client.KubernetesApiException">It could not be told.</exception>
    Task<ControllerLookup> ReadAsync(ScaleKey key, CancellationToken cancellationToken);
}
