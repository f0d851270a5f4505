using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;

namespace Vpa.Recommender.Observing;

/// <summary>What a VPA last recommended for a history, and how it means to apply it (R165).</summary>
internal sealed class StandingAdvice
{
    private static readonly Dictionary<UpdateMode, KeyValuePair<string, object?>> ModeTags =
        Enum.GetValues<UpdateMode>().ToDictionary(m => m, m => new KeyValuePair<string, object?>("update_mode", m.ToString()));

    private static readonly KeyValuePair<string, object?> NoModeTag = new("update_mode", "");

    /// <summary>The label <c>update_mode</c>: as written in the VPA, empty if absent.</summary>
    public KeyValuePair<string, object?> ModeTag { get; private set; } = NoModeTag;

    /// <summary>Whether the container is scaled: its policy's mode is not <c>Off</c>.</summary>
    public bool IsScaled { get; private set; }

    /// <summary>The uncapped target of the last recommendation step; 0 without one.</summary>
    public CpuAmount Cpu { get; set; }

    /// <summary>The uncapped target of the last recommendation step; 0 without one.</summary>
    public MemoryAmount Memory { get; set; }

    /// <summary>The cycle in which a VPA last targeted the history.</summary>
    public int Cycle { get; set; }

    /// <summary>Takes over mode and policy of a VPA.</summary>
    public void Take(VerticalPodAutoscaler vpa, string container)
    {
        ModeTag = vpa.UpdatePolicy?.Mode is { } mode ? ModeTags[mode] : NoModeTag;
        IsScaled = vpa.ResourcePolicy?.For(container)?.Mode is not ScalingMode.Off;
    }
}
