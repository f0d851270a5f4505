namespace Vpa.Kubernetes.Tests;

/// <summary>Polls a condition until it holds.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    public static async Task HoldsAsync(Func<bool> condition, string what, Action? eachTime = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, $"Not so within {Deadline.TotalSeconds} s: {what}");
            eachTime?.Invoke();
            await Task.Delay(Interval, TimeProvider.System);
        }
    }
}
