using System.Numerics;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Policies;

/// <summary>VPAs by the workload they target, oldest first: the look-up from a pod's owner to its VPA costs one hash and a glance at a bucket.</summary>
/// <remarks>
/// It is built anew whenever a VPA changes, so it is made of two arrays and nothing else: the VPAs ordered by bucket, and where each bucket ends. A dictionary of
/// groups would leave a megabyte of garbage a build with 10,000 VPAs.
/// </remarks>
public sealed class VpaTargetIndex
{
    private readonly VerticalPodAutoscaler[] _vpas;
    private readonly int[] _ends;

    private VpaTargetIndex(VerticalPodAutoscaler[] vpas, int[] ends) => (_vpas, _ends) = (vpas, ends);

    /// <summary>An index without VPAs.</summary>
    public static VpaTargetIndex Empty { get; } = Of([]);

    /// <summary>Indexes VPAs; those without a target are left out (A97).</summary>
    public static VpaTargetIndex Of(IReadOnlyCollection<VerticalPodAutoscaler> vpas)
    {
        ArgumentNullException.ThrowIfNull(vpas);
        var ends = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(vpas.Count, 1))];
        foreach (var vpa in vpas)
        {
            if (vpa.TargetKey is { } target)
            {
                ends[Bucket(target, ends)]++;
            }
        }

        var placed = Place(vpas, ends);
        for (var bucket = 0; bucket < ends.Length; bucket++)
        {
            var start = StartOf(bucket, ends);
            placed.AsSpan(start, ends[bucket] - start).Sort(static (a, b) => Compare(a, b));
        }

        return new(placed, ends);
    }

    /// <summary>The VPAs that target a workload: earliest creation first, then by name, so the first that qualifies is the controlling one (U31, A100).</summary>
    public ReadOnlySpan<VerticalPodAutoscaler> For(WorkloadKey workload)
    {
        var bucket = Bucket(workload, _ends);
        var (start, end) = (StartOf(bucket, _ends), _ends[bucket]);
        while (start < end && _vpas[start].TargetKey != workload)
        {
            start++;
        }

        var last = start;
        while (last < end && _vpas[last].TargetKey == workload)
        {
            last++;
        }

        return _vpas.AsSpan(start, last - start);
    }

    /// <summary>Turns the sizes of the buckets into their ends, and puts each VPA into its bucket.</summary>
    private static VerticalPodAutoscaler[] Place(IReadOnlyCollection<VerticalPodAutoscaler> vpas, int[] ends)
    {
        var total = 0;
        for (var bucket = 0; bucket < ends.Length; bucket++)
        {
            // For now the start of the bucket; each VPA placed moves it on, until it is the end.
            (ends[bucket], total) = (total, total + ends[bucket]);
        }

        var placed = new VerticalPodAutoscaler[total];
        foreach (var vpa in vpas)
        {
            if (vpa.TargetKey is { } target)
            {
                placed[ends[Bucket(target, ends)]++] = vpa;
            }
        }

        return placed;
    }

    private static int StartOf(int bucket, int[] ends) => bucket == 0 ? 0 : ends[bucket - 1];

    private static int Bucket(WorkloadKey workload, int[] ends) => workload.GetHashCode() & (ends.Length - 1);

    /// <summary>By target, so that those of one are side by side, then oldest first.</summary>
    private static int Compare(VerticalPodAutoscaler left, VerticalPodAutoscaler right)
    {
        var order = string.CompareOrdinal(left.Target!.Name, right.Target!.Name);
        order = order != 0 ? order : string.CompareOrdinal(left.Target.Kind, right.Target.Kind);
        order = order != 0 ? order : string.CompareOrdinal(left.Key.Namespace, right.Key.Namespace);
        order = order != 0 ? order : left.CreationTimestamp.CompareTo(right.CreationTimestamp);
        return order != 0 ? order : string.CompareOrdinal(left.Key.Name, right.Key.Name);
    }
}
