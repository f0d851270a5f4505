using Vpa.Domain.Usage;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Tests.World;

/// <summary>A store that outlives the recommender, and that can fail or lose everything.</summary>
internal sealed class FakeStore : IAggregateStore
{
    public Dictionary<AggregateKey, AggregateSnapshot> Stored { get; } = [];

    public List<int> SavedCounts { get; } = [];

    public bool IsFull { get; set; }

    public bool IsReplacedOnNextSave { get; set; }

    public bool IsClosed { get; private set; }

    /// <summary>What a load tells besides the histories.</summary>
    public Func<StoredHistory, StoredHistory> OnLoad { get; set; } = static h => h;

    /// <summary>While set, saves wait for it.</summary>
    public TaskCompletionSource? Hold { get; set; }

    public Task<StoredHistory> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(OnLoad(new StoredHistory([.. Stored.Values])));

    public async Task<SaveOutcome> SaveAsync(
        IReadOnlyCollection<AggregateSnapshot> changed, IReadOnlyCollection<AggregateKey> deleted, CancellationToken cancellationToken)
    {
        if (Hold is { } hold)
        {
            await hold.Task.WaitAsync(cancellationToken);
        }

        if (IsFull)
        {
            throw new HistoryUnavailableException(HistoryFault.NotWritable, "the disk is full");
        }

        var outcome = SaveOutcome.Saved;
        if (IsReplacedOnNextSave)
        {
            IsReplacedOnNextSave = false;
            Stored.Clear();
            outcome = SaveOutcome.Replaced;
        }

        foreach (var snapshot in changed)
        {
            Stored[snapshot.Key] = snapshot;
        }

        foreach (var key in deleted)
        {
            Stored.Remove(key);
        }

        SavedCounts.Add(changed.Count);
        return outcome;
    }

    public ValueTask DisposeAsync()
    {
        IsClosed = true;
        return ValueTask.CompletedTask;
    }
}
