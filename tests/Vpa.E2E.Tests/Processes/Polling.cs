namespace Vpa.E2E.Tests.Processes;

/// <summary>Waits for a condition with a deadline. The last reason why it does not hold ends up in the message.</summary>
internal static class Polling
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Calls <paramref name="probe"/> until it returns null (it holds) instead of the reason why it does not.</summary>
    /// <remarks>An HTTP request that fails, or is given up after the client's time, counts as "not yet": servers come and go in these tests.</remarks>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="deadline">How long.</param>
    /// <param name="probe">Returns null when it holds.</param>
    /// <param name="pause">Between two probes; null is 200 ms.</param>
    public static async Task UntilAsync(string what, TimeSpan deadline, Func<CancellationToken, Task<string?>> probe, TimeSpan? pause = null)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        using var timeout = new CancellationTokenSource(deadline);
        var reason = "it was never tried";
        while (true)
        {
            try
            {
                var now = await probe(timeout.Token);
                if (now is null)
                {
                    return;
                }

                reason = now;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
            {
                reason = e.Message;
            }
            catch (OperationCanceledException) when (timeout.IsCancellationRequested)
            {
                // Told below with the last reason, which says more than that a request was cut off.
            }

            if (clock.GetElapsedTime(start) >= deadline)
            {
                throw new TimeoutException($"After {deadline.TotalSeconds:F0} s still waiting for {what}: {reason}");
            }

            await Task.Delay(pause ?? Pause, clock);
        }
    }

    /// <summary>Calls <paramref name="probe"/> until it yields a value, and returns that.</summary>
    public static async Task<T> ForAsync<T>(string what, TimeSpan deadline, Func<CancellationToken, Task<T?>> probe)
        where T : class
    {
        T? found = null;
        await UntilAsync(what, deadline, async cancel => (found = await probe(cancel)) is null ? "nothing yet" : null);
        return found!;
    }
}
