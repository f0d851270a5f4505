using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Wire;

/// <summary>Maps LimitRanges to the domain.</summary>
internal sealed class LimitRangeMapper(MappingProblems problems)
{
    /// <summary>Maps a LimitRange.</summary>
    public LimitRange Map(WireLimitRange wire)
    {
        var fields = new FieldReader("LimitRange", wire.Metadata, problems);
        return new LimitRange(
            new(wire.Metadata?.Namespace ?? "", wire.Metadata?.Name ?? ""),
            [.. (wire.Spec?.Limits ?? []).Where(i => i is not null).Select(i => MapItem(i, fields))]);
    }

    private static LimitRangeItem MapItem(WireLimitRangeItem wire, in FieldReader fields) => new(
        wire.Type ?? "",
        fields.Resources(wire.Max, "spec.limits[].max"),
        fields.Resources(wire.Min, "spec.limits[].min"),
        fields.Resources(wire.Default, "spec.limits[].default"));
}
