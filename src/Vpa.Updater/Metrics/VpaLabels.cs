using System.Globalization;
using System.Numerics;
using Vpa.Domain.Policies;

namespace Vpa.Updater.Metrics;

/// <summary>The two labels that most of the updater's metrics share (U121, U122).</summary>
/// <param name="Size"><c>vpa_size_log2</c>: floor(log2) of the number of controlled pods, 0 for none, at most 20.</param>
/// <param name="Mode"><c>update_mode</c>: the mode in force.</param>
internal sealed record VpaLabels(int Size, UpdateMode Mode)
{
    /// <summary>The largest size.</summary>
    public const int LargestSize = 20;

    /// <summary>The labels of a VPA.</summary>
    public static VpaLabels Of(VerticalPodAutoscaler vpa, int controlledPods) =>
        new(controlledPods <= 1 ? 0 : Math.Min(BitOperations.Log2((uint)controlledPods), LargestSize), vpa.EffectiveMode);

    /// <summary>The label <c>vpa_size_log2</c>.</summary>
    public KeyValuePair<string, object?> SizeTag => TagOf(Size);

    /// <summary>The label <c>update_mode</c>.</summary>
    public KeyValuePair<string, object?> ModeTag => new("update_mode", Mode.ToString());

    /// <summary>The label <c>vpa_size_log2</c> of a size.</summary>
    public static KeyValuePair<string, object?> TagOf(int size) => new("vpa_size_log2", size.ToString(CultureInfo.InvariantCulture));
}
