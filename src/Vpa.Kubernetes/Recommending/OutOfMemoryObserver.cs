using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Caching;
using Vpa.Recommender.Feeding;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Recommending;

/// <summary>Queues the out-of-memory kills that changes of pods show (R124). Additions and deletions show none.</summary>
public sealed class OutOfMemoryObserver(OutOfMemoryQueue queue, ILogger<OutOfMemoryObserver> logger)
{
    /// <summary>Listens to a cache of pods; call it before the cache runs.</summary>
    public void Observe(ResourceCache<Pod> pods) => pods.Changed += Observe;

    /// <summary>Queues what one change shows.</summary>
    public void Observe(CacheChange<Pod> change)
    {
        if (change is { Kind: CacheChangeKind.Updated, Old: { } before, New: { } after })
        {
            foreach (var observation in OutOfMemoryDetection.Detect(before, after))
            {
                Add(observation);
            }
        }
    }

    /// <summary>Queues a kill that was seen elsewhere.</summary>
    internal void Add(OutOfMemoryObservation observation)
    {
        if (!queue.TryAdd(observation))
        {
            logger.OutOfMemoryQueueFull(observation.Pod, observation.Container);
        }
    }
}
