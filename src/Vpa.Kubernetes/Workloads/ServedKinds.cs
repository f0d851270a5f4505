using Microsoft.Extensions.Logging;
using Vpa.Kubernetes.Caching;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Discovery;

namespace Vpa.Kubernetes.Workloads;

/// <summary>Finds which of the well-known kinds the server serves, and in which version.</summary>
internal sealed class ServedKinds(ApiDiscovery discovery, TimeProvider time, ILogger logger)
{
    /// <summary>The kinds served. A server that cannot be asked is asked again until cancelled; a kind that is not served is said once.</summary>
    public async Task<IReadOnlyCollection<(WellKnownKind Kind, string Version)>> FindAsync(ResourceCacheOptions options, CancellationToken cancellationToken)
    {
        var served = new List<(WellKnownKind, string)>();
        var backoff = new Backoff(options.MinBackoff, options.MaxBackoff, time, Random.Shared);
        foreach (var kind in WellKnownKind.All)
        {
            if (await FindVersionAsync(kind, backoff, cancellationToken) is { } version)
            {
                served.Add((kind, version));
            }
            else
            {
                logger.KindNotServed(kind.Kind, kind.Resource);
            }
        }

        return served;
    }

    private async Task<string?> FindVersionAsync(WellKnownKind kind, Backoff backoff, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                foreach (var version in kind.Versions)
                {
                    if (await discovery.HasResourceAsync(new ResourcePath(kind.Group, version, kind.Resource).ApiVersion, kind.Resource, cancellationToken))
                    {
                        backoff.Reset();
                        return version;
                    }
                }

                return null;
            }
            catch (KubernetesApiException e)
            {
                logger.DiscoveryFailed(e.Message);
                await backoff.WaitAsync(e.RetryAfter, cancellationToken);
            }
        }
    }
}
