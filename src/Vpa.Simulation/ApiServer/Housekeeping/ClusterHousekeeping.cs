using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Vpa.Simulation.ApiServer;

/// <summary>
/// What a cluster does by itself after a write: collects the dependents of deleted owners, empties deleted namespaces, keeps
/// budgets' status current, and probes aggregated servers.
/// </summary>
internal sealed class ClusterHousekeeping(
    ObjectStore store, ResourceRegistry registry, ObjectRemover remover, DisruptionBudgets budgets, AggregationProxy aggregation,
    SimulatedApiServerOptions options)
{
    private static readonly TimeSpan BudgetInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(2);

    private readonly Channel<(ResourceDefinition Resource, WatchEvent Change)> _changes =
        Channel.CreateUnbounded<(ResourceDefinition, WatchEvent)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly DeletedOwners _deleted = new();
    private readonly ILogger _logger = options.LoggerFactory.CreateLogger<ClusterHousekeeping>();

    /// <summary>Notes a change. Cheap; the work is done by <see cref="RunAsync"/>.</summary>
    public void Note(ResourceDefinition resource, WatchEvent change) => _changes.Writer.TryWrite((resource, change));

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct) => await Task.WhenAll(WorkAsync(ct), ProbeAsync(ct));

    /// <summary>Asks every aggregated server once whether it answers, and writes what changed.</summary>
    public async Task ProbeOnceAsync(CancellationToken ct)
    {
        foreach (var service in store.Snapshot(BuiltinResources.ApiServices).In(null).ToList())
        {
            await aggregation.ProbeAsync(service.Key.Name, ct);
        }
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        try
        {
            while (await _changes.Reader.WaitToReadAsync(ct))
            {
                var namespaces = new HashSet<string>(StringComparer.Ordinal);
                while (_changes.Reader.TryRead(out var noted))
                {
                    Guard(noted.Resource, noted.Change.Current.Key, () => Handle(noted.Resource, noted.Change, namespaces));
                }

                if (RefreshBudgets(namespaces))
                {
                    await Task.Delay(BudgetInterval, options.TransportClock, ct);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Shutdown.
        }
    }

    private async Task ProbeAsync(CancellationToken ct)
    {
        try
        {
            using var timer = new PeriodicTimer(ProbeInterval, TimeProvider.System);
            do
            {
                await ProbeOnceAsync(ct);
            }
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Shutdown.
        }
    }

    private void Handle(ResourceDefinition resource, WatchEvent change, HashSet<string> namespaces)
    {
        var item = change.Current;
        if (change.Deleted)
        {
            _deleted.Add(item.Uid);
            foreach (var (dependent, key) in store.DependentsOf(item.Uid))
            {
                CollectIfOrphaned(dependent, key);
            }
        }
        else if (item.OwnerUids.Any(_deleted.Contains))
        {
            CollectIfOrphaned(resource, item.Key);
        }

        if (resource.Equals(BuiltinResources.Namespaces) && !change.Deleted)
        {
            EmptyIfTerminating(item);
        }
        else if (change.Deleted && store.Find(BuiltinResources.Namespaces, new ObjectKey("", item.Key.Namespace)) is { } home)
        {
            EmptyIfTerminating(home);
        }

        if (resource.Equals(BuiltinResources.Pods) || resource.Equals(BuiltinResources.Budgets) || resource.Scale is not null)
        {
            namespaces.Add(item.Key.Namespace);
        }
    }

    /// <summary>Deletes an object once none of its owners is left.</summary>
    private void CollectIfOrphaned(ResourceDefinition resource, ObjectKey key)
    {
        var current = store.Find(resource, key);
        if (current is null || current.OwnerUids.Any(store.Exists) || !current.OwnerUids.Any(_deleted.Contains))
        {
            return;
        }

        var preconditions = new JsonObject { ["preconditions"] = new JsonObject { ["uid"] = current.Uid } };
        Guard(resource, key, () => remover.Delete(resource, key, preconditions, dryRun: false));
    }

    private void EmptyIfTerminating(StoredObject home)
    {
        if (home.ToJson().TextAt("metadata", "deletionTimestamp") is null)
        {
            return;
        }

        var left = 0;
        foreach (var resource in registry.All.Where(r => r.Namespaced))
        {
            foreach (var item in store.Snapshot(resource).In(home.Key.Name).ToList())
            {
                left++;
                Guard(resource, item.Key, () => remover.Delete(resource, item.Key, null, dryRun: false));
            }
        }

        if (left == 0)
        {
            store.TryRemove(BuiltinResources.Namespaces, home);
        }
    }

    /// <returns>Whether there was any budget to compute.</returns>
    private bool RefreshBudgets(HashSet<string> namespaces)
    {
        var any = false;
        foreach (var stored in namespaces.SelectMany(n => store.Snapshot(BuiltinResources.Budgets).In(n)).ToList())
        {
            any = true;
            Guard(BuiltinResources.Budgets, stored.Key, () =>
            {
                var json = stored.ToJson();
                var status = budgets.Compute(json, stored.Key.Namespace).ToStatus(json, options.Clock.Stamp());
                if (!JsonNode.DeepEquals(json["status"], status))
                {
                    json["status"] = status;
                    store.TryPut(BuiltinResources.Budgets, stored.Key, json, stored);
                }
            });
        }

        return any;
    }

    /// <summary>One bad object must not stop the housekeeping of the others.</summary>
    private void Guard(ResourceDefinition resource, ObjectKey key, Action work)
    {
        try
        {
            work();
        }
        catch (ApiStatusException e) when (e.Code is 404 or 409)
        {
            // Gone or changed meanwhile; its own event follows.
        }
        catch (Exception e)
        {
            _logger.HousekeepingFailed(resource.QualifiedName, key.Namespace, key.Name, e);
        }
    }
}
