using System.Net;
using k8s.Autorest;
using Microsoft.Extensions.Logging;

namespace Vpa.Simulation.Connection;

/// <summary>Sends the writes of one step; one that fails stops no other.</summary>
internal sealed class WriteBatch(int concurrency, ILogger logger)
{
    /// <summary>Sends all writes, in order when the concurrency is 1.</summary>
    /// <returns>How many changed something, counting a name collision that frees the way for another try.</returns>
    public async Task<int> SendAsync(IReadOnlyCollection<PlannedWrite> writes, CancellationToken ct)
    {
        var changed = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = ct };
        await Parallel.ForEachAsync(writes, options, async (write, token) =>
        {
            if (await TrySendAsync(write, token))
            {
                Interlocked.Increment(ref changed);
            }
        });
        return changed;
    }

    private async Task<bool> TrySendAsync(PlannedWrite write, CancellationToken ct)
    {
        try
        {
            await write.ApplyAsync(ct);
            return true;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict && write.OnAlreadyExists is { } retry
            && e.Response.Content?.Contains("AlreadyExists", StringComparison.Ordinal) == true)
        {
            retry();
            return true;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
        {
            // Somebody else was first; the next step decides on what is there then.
            logger.WriteConflict(write.Description, (int)e.Response.StatusCode);
            return false;
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException or IOException)
        {
            logger.WriteFailed(write.Description, ProblemOf(e));
            return false;
        }
    }

    // The answer's body says why (a quota, a webhook); it is cut so that one bad object cannot fill the log.
    private static string ProblemOf(Exception e)
    {
        var text = e is HttpOperationException http ? $"HTTP {(int)http.Response.StatusCode} {http.Response.Content}" : e.Message;
        return text.Length <= 400 ? text : text[..400];
    }
}
