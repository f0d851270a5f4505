using Vpa.Domain.Usage;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Tests.World;

/// <summary>The checkpoint objects of a cluster.</summary>
internal sealed class FakeCheckpoints : ICheckpointObjects
{
    private readonly Lock _gate = new();

    public Dictionary<NamespacedName, CheckpointObject> Objects { get; } = [];

    public List<string> Written { get; } = [];

    public int WrittenCount
    {
        get
        {
            lock (_gate)
            {
                return Written.Count;
            }
        }
    }

    public int Listings { get; private set; }

    public bool IsUnavailable { get; set; }

    /// <summary>While set, writes wait for it.</summary>
    public TaskCompletionSource? Hold { get; set; }

    public long? Samples(string name)
    {
        lock (_gate)
        {
            return Objects.GetValueOrDefault(new("default", name))?.Status?.TotalSamplesCount;
        }
    }

    public void Put(string vpa, string container, AggregateCheckpoint? status, string? problem = null)
    {
        var key = new NamespacedName("default", $"{vpa}-{container}");
        Objects[key] = new(key, vpa, container, status, problem);
    }

    public Task ListAsync(bool withStatus, Action<CheckpointObject> visit, CancellationToken cancellationToken)
    {
        ThrowIfUnavailable();
        Listings++;
        foreach (var checkpoint in Objects.Values.ToList())
        {
            visit(withStatus ? checkpoint : checkpoint with { Status = null });
        }

        return Task.CompletedTask;
    }

    public async Task WriteAsync(NamespacedName vpa, string container, AggregateCheckpoint status, CancellationToken cancellationToken)
    {
        if (Hold is { } hold)
        {
            await hold.Task.WaitAsync(cancellationToken);
        }

        lock (_gate)
        {
            ThrowIfUnavailable();
            Put(vpa.Name, container, status);
            Written.Add($"{vpa.Name}-{container}");
        }
    }

    public Task DeleteAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        ThrowIfUnavailable();
        Objects.Remove(key);
        return Task.CompletedTask;
    }

    private void ThrowIfUnavailable()
    {
        if (IsUnavailable)
        {
            throw new CheckpointsUnavailableException("the server is away");
        }
    }
}
