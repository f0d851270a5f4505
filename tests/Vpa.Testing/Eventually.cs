namespace Vpa.Testing;

/// <summary>Polls a condition until it holds.</summary>
public static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits for a condition.</summary>
    /// <param name="condition">What is to become true.</param>
    /// <param name="what">The same for people.</param>
    /// <param name="eachTime">What is done each time that it is not true yet.</param>
    /// <exception cref="TimeoutException">It did not become true within a minute.</exception>
    public static async Task HoldsAsync(Func<bool> condition, string what, Action? eachTime = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) >= Deadline)
            {
                throw new TimeoutException($"Not so within {Deadline.TotalSeconds} s: {what}");
            }

            eachTime?.Invoke();
            await Task.Delay(Interval, TimeProvider.System);
        }
    }
}
