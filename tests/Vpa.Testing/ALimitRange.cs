using Vpa.Domain.Workloads;

namespace Vpa.Testing;

/// <summary>
/// Builds LimitRanges in domain words: <c>ALimitRange.Named("limits").OfContainers(maxCpu: "2").Build()</c>. Every step returns a copy.
/// </summary>
public sealed class ALimitRange
{
    private readonly LimitRange _limitRange;

    private ALimitRange(LimitRange limitRange) => _limitRange = limitRange;

    public static ALimitRange Named(string name) => new(new(new(APod.DefaultNamespace, name), []));

    public ALimitRange InNamespace(string @namespace) => new(_limitRange with { Key = new(@namespace, _limitRange.Key.Name) });

    /// <summary>Adds an item for single containers.</summary>
    public ALimitRange OfContainers(
        string? minCpu = null, string? minMemory = null, string? maxCpu = null, string? maxMemory = null, string? defaultCpu = null, string? defaultMemory = null) =>
        With("Container", (minCpu, minMemory), (maxCpu, maxMemory), (defaultCpu, defaultMemory));

    /// <summary>Adds an item for the sum over a pod's containers.</summary>
    public ALimitRange OfPods(string? minCpu = null, string? minMemory = null, string? maxCpu = null, string? maxMemory = null) =>
        With("Pod", (minCpu, minMemory), (maxCpu, maxMemory), (null, null));

    public LimitRange Build() => _limitRange;

    private ALimitRange With(string type, (string? Cpu, string? Memory) min, (string? Cpu, string? Memory) max, (string? Cpu, string? Memory) @default) =>
        new(_limitRange with
        {
            Items = _limitRange.Items.Add(new(
                type,
                AResourceList.OfOrNull(max.Cpu, max.Memory),
                AResourceList.OfOrNull(min.Cpu, min.Memory),
                AResourceList.OfOrNull(@default.Cpu, @default.Memory))),
        });
}
