using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Vpa.Admission.Wire;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Conformance.Tests.Admission;

/// <summary>Reads the Kubernetes objects of the vectors into the domain's values.</summary>
internal static class VectorObjects
{
    public static Pod Pod(JsonNode pod) =>
        PodReader.Read(Encoding.UTF8.GetBytes(pod.ToJsonString()), "ns").Pod;

    public static ImmutableArray<LimitRange> LimitRanges(JsonNode vector) =>
    [
        .. vector["limitRanges"]!.AsArray()
            .Select(r => new LimitRange(
                new((string)r!["metadata"]!["namespace"]!, (string)r["metadata"]!["name"]!),
                [.. (r["spec"]!["limits"]?.AsArray() ?? []).Select(i => new LimitRangeItem((string)i!["type"]!, Resources(i["max"]), Resources(i["min"]), Resources(i["default"])))]))
            .OrderBy(r => r.Key.Name, StringComparer.Ordinal),
    ];

    public static VerticalPodAutoscaler Vpa(JsonNode vpa)
    {
        var spec = vpa["spec"]!;
        return new()
        {
            Key = new((string)vpa["metadata"]!["namespace"]!, (string)vpa["metadata"]!["name"]!),
            Target = new((string)spec["targetRef"]!["apiVersion"]!, (string)spec["targetRef"]!["kind"]!, (string)spec["targetRef"]!["name"]!),
            UpdatePolicy = spec["updatePolicy"] is { } policy ? new() { Mode = Named<UpdateMode>(policy["updateMode"]) } : null,
            ResourcePolicy = spec["resourcePolicy"] is { } resources
                ? new([.. resources["containerPolicies"]!.AsArray().Select(p => Policy(p!))])
                : null,
            StartupBoost = Boost(spec["startupBoost"]),
            Status = new(Recommendation(vpa["status"]?["recommendation"]), [], null),
        };
    }

    public static Recommendation? Recommendation(JsonNode? recommendation) => recommendation is null
        ? null
        : new([.. (recommendation["containerRecommendations"]?.AsArray() ?? []).Select(c => Container(c!))]);

    public static ContainerRecommendation Container(JsonNode container) => new()
    {
        ContainerName = (string)container["containerName"]!,
        Target = Resources(container["target"]) ?? ResourceList.Empty,
        LowerBound = Resources(container["lowerBound"]),
        UpperBound = Resources(container["upperBound"]),
        UncappedTarget = Resources(container["uncappedTarget"]),
    };

    public static ResourceList? Resources(JsonNode? list) =>
        list is null ? null : ResourceList.Of(list.AsObject().Select(e => KeyValuePair.Create(e.Key, Quantity.Parse((string)e.Value!))));

    /// <summary>The amounts of a list as they are written: a parsed one does not tell which family it was printed in (A147).</summary>
    public static SortedDictionary<string, string> Texts(JsonNode? list) =>
        new((list?.AsObject() ?? []).ToDictionary(e => e.Key, e => (string)e.Value!, StringComparer.Ordinal), StringComparer.Ordinal);

    private static ContainerPolicy Policy(JsonNode policy) => new()
    {
        ContainerName = (string)policy["containerName"]!,
        Mode = Named<ScalingMode>(policy["mode"]) ?? ScalingMode.Auto,
        MinAllowed = Resources(policy["minAllowed"]) ?? ResourceList.Empty,
        MaxAllowed = Resources(policy["maxAllowed"]) ?? ResourceList.Empty,
        ControlledValues = Named<ControlledValues>(policy["controlledValues"]) ?? ControlledValues.RequestsAndLimits,
        StartupBoost = Boost(policy["startupBoost"]),
    };

    private static StartupBoost? Boost(JsonNode? boost) => boost is null ? null : new(boost["cpu"] is not { } cpu ? null : new(
        Named<StartupBoostType>(cpu["type"]) ?? StartupBoostType.Factor,
        (int?)cpu["factor"],
        cpu["quantity"] is { } quantity ? Quantity.Parse((string)quantity!) : null,
        (int?)cpu["durationSeconds"]));

    private static T? Named<T>(JsonNode? name)
        where T : struct, Enum => name is null ? null : Enum.Parse<T>((string)name!);
}
