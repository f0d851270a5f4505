using Vpa.Domain.Usage;

namespace Vpa.Recommender.Ports;

/// <summary>Keeps aggregates over restarts. Calls do not overlap.</summary>
public interface IAggregateStore : IAsyncDisposable
{
    /// <summary>Reads everything that is stored.</summary>
    /// <exception cref="HistoryUnavailableException">It cannot be used; nothing was changed.</exception>
    Task<StoredHistory> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Stores aggregates, replacing those with the same key, and deletes others. Durable when it completes; all earlier saves outlive a failure.</summary>
    /// <exception cref="HistoryUnavailableException">Not everything was stored; hand the same again later.</exception>
    Task<SaveOutcome> SaveAsync(IReadOnlyCollection<AggregateSnapshot> changed, IReadOnlyCollection<AggregateKey> deleted, CancellationToken cancellationToken);
}
