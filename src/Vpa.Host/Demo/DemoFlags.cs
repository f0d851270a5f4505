using Vpa.Host.Flags;

namespace Vpa.Host.Demo;

/// <summary>Flags of the demo.</summary>
internal sealed class DemoFlags
{
    public Flag<int> Seed { get; } = new("seed", FlagTypes.Integer, 1, "Seed of everything random: the same seed shows the same demo");

    public Flag<TimeSpan> Duration { get; } = new("duration", FlagTypes.PositiveDuration, TimeSpan.FromHours(8), "Simulated time to show, in whole minutes");

    public Flag<bool> Keep { get; } = new("keep", FlagTypes.Boolean, false, "Keep the cluster running afterwards, in real time, and print how kubectl reaches it");

    public Flag<int> Verbosity { get; } = new("v", FlagTypes.Integer, 0, "Log verbosity on standard error; 0: warnings only", "-v");

    /// <summary>All of them.</summary>
    public IEnumerable<IFlag> All => [Seed, Duration, Keep, Verbosity];
}
