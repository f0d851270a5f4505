using System.Diagnostics.CodeAnalysis;

namespace Vpa.Recommender.Ports;

/// <summary>The queue of observed out-of-memory kills, at most 5,000 long (R123).</summary>
public interface IOutOfMemorySource
{
    /// <summary>Takes the oldest observation, if there is one; never waits (R122).</summary>
    bool TryTake([NotNullWhen(true)] out OutOfMemoryObservation? observation);
}
