using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Advising;

/// <summary>Writes statuses, several at a time, and says of each VPA once why its status cannot be written.</summary>
internal sealed class StatusWriting(IVpaStatusWriter writer, int workers, ILogger logger)
{
    // The cause that was last said, by VPA.
    private readonly ConcurrentDictionary<NamespacedName, string> _unwritten = new();

    /// <summary>Writes all of them. The VPAs whose status could not be written; the next cycle tries again (R100).</summary>
    /// <param name="changes">The statuses.</param>
    /// <param name="written">Told of each one that was written, by several threads.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task<IReadOnlySet<NamespacedName>> WriteAsync(
        IReadOnlyList<StatusChange> changes, Action<StatusChange> written, CancellationToken cancellationToken)
    {
        var failed = new ConcurrentBag<NamespacedName>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(changes, parallel, async (change, ct) =>
        {
            var result = await WriteOneAsync(change, ct);
            Note(change.Vpa.Key, result.Reason);
            if (result.Outcome == StatusWriteOutcome.Written)
            {
                written(change);
            }
            else if (result.Outcome == StatusWriteOutcome.Failed)
            {
                failed.Add(change.Vpa.Key);
            }
        });
        return failed.ToHashSet();
    }

    /// <summary>Forgets VPAs that are no longer served.</summary>
    public void Keep(IReadOnlySet<NamespacedName> served)
    {
        foreach (var vpa in _unwritten.Keys.Where(v => !served.Contains(v)))
        {
            _unwritten.TryRemove(vpa, out _);
        }
    }

    private async Task<StatusWriteResult> WriteOneAsync(StatusChange change, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteStatusAsync(change.Vpa.Key, change.Status, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The port promises not to throw; if it does, the other VPAs are still to be served.
            return StatusWriteResult.Failed($"{e.GetType().Name}: {e.Message}");
        }
    }

    private void Note(NamespacedName vpa, string? cause)
    {
        if (cause is null)
        {
            if (_unwritten.TryRemove(vpa, out _))
            {
                logger.StatusWrittenAgain(vpa);
            }
        }
        else if (!_unwritten.TryGetValue(vpa, out var said) || said != cause)
        {
            _unwritten[vpa] = cause;
            logger.StatusNotWritten(vpa, cause);
        }
    }
}
