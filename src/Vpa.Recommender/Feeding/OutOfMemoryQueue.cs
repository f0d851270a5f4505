using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Feeding;

/// <summary>
/// The queue between those who observe out-of-memory kills and the cycle (R123). When it is full an observation is refused, where
/// upstream makes the observer, and with it the pod cache, wait. Safe for several threads.
/// </summary>
public sealed class OutOfMemoryQueue : IOutOfMemorySource
{
    /// <summary>How many observations it holds (R123).</summary>
    public const int Capacity = 5_000;

    private readonly ConcurrentQueue<OutOfMemoryObservation> _queue = new();
    private int _count;

    /// <summary>Adds an observation; false when the queue is full.</summary>
    public bool TryAdd(OutOfMemoryObservation observation)
    {
        if (Interlocked.Increment(ref _count) > Capacity)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _queue.Enqueue(observation);
        return true;
    }

    /// <inheritdoc/>
    public bool TryTake([NotNullWhen(true)] out OutOfMemoryObservation? observation)
    {
        if (!_queue.TryDequeue(out observation))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        return true;
    }
}
