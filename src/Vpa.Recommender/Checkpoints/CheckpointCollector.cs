using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Checkpoints;

/// <summary>
/// Deletes checkpoint objects whose VPA is gone, whoever wrote them (R135). It runs beside the cycles, with nothing to do with the time that writing
/// takes (unlike Q26).
/// </summary>
internal sealed class CheckpointCollector(
    IVpaSource vpas, ICheckpointObjects objects, RecommenderOptions options, TimeProvider time, ILogger logger)
{
    private readonly HashSet<string> _ignored = new(options.IgnoredNamespaces, StringComparer.Ordinal);
    private long _lastRun = time.GetTimestamp();
    private Task _running = Task.CompletedTask;
    private string? _error;

    /// <summary>Begins to collect if the interval has passed since the last time.</summary>
    public void BeginIfDue(CancellationToken cancellationToken)
    {
        if (_running.IsCompleted && time.GetElapsedTime(_lastRun) >= options.Checkpoints.CollectInterval)
        {
            _lastRun = time.GetTimestamp();
            _running = CollectAsync(cancellationToken);
        }
    }

    /// <summary>Waits until nothing is being collected.</summary>
    public Task StopAsync() => _running;

    private async Task CollectAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = new Dictionary<NamespacedName, NamespacedName>();
            await objects.ListAsync(withStatus: false, c => Note(c, found), cancellationToken);

            // All of them, also those that another recommender serves; listed after the objects, so that none is missing that had one.
            var alive = vpas.ListVpas().Select(v => v.Key).ToHashSet();
            var orphans = found.Where(f => !alive.Contains(f.Value)).Select(f => f.Key).ToList();
            var errors = await DeleteAsync(orphans, cancellationToken);
            if (orphans.Count > errors.Count)
            {
                logger.CheckpointsCollected(orphans.Count - errors.Count);
            }

            Note(errors.Count == 0 ? null : string.Join("; ", errors.Distinct(StringComparer.Ordinal).Take(3)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The program ends.
        }
        catch (Exception e)
        {
            // Nobody waits for this, so nothing may end it unheard.
            Note(e.Message);
        }
    }

    private void Note(CheckpointObject checkpoint, Dictionary<NamespacedName, NamespacedName> found)
    {
        var @namespace = checkpoint.Key.Namespace;
        if (!_ignored.Contains(@namespace) && (options.VpaObjectNamespace.Length == 0 || options.VpaObjectNamespace == @namespace))
        {
            found[checkpoint.Key] = new(@namespace, checkpoint.Vpa);
        }
    }

    private async Task<List<string>> DeleteAsync(List<NamespacedName> orphans, CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        foreach (var orphan in orphans)
        {
            try
            {
                await objects.DeleteAsync(orphan, cancellationToken);
            }
            catch (CheckpointsUnavailableException e)
            {
                errors.Add(e.Message);
            }
        }

        return errors;
    }

    private void Note(string? error)
    {
        if (error is not null && error != _error)
        {
            logger.CheckpointsNotCollected(error);
        }

        _error = error;
    }
}
