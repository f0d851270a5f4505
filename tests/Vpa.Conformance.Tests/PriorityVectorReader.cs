using System.Collections.Immutable;
using System.Text.Json;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Conformance.Tests;

/// <summary>Reads the Kubernetes objects of priority.json, as far as that file uses their fields. An unknown enum value or a bad quantity fails the test.</summary>
internal static class PriorityVectorReader
{
    public static Pod ReadPod(JsonElement json)
    {
        var metadata = json.GetProperty("metadata");
        var status = json.GetProperty("status");
        return new Pod
        {
            Namespace = Text(metadata, "namespace")!,
            Name = Text(metadata, "name")!,
            Uid = Text(metadata, "uid")!,
            Labels = Strings(metadata, "labels") ?? ImmutableDictionary<string, string>.Empty,
            Annotations = Strings(metadata, "annotations"),
            Phase = Enum.Parse<PodPhase>(Text(status, "phase")!),
            StartTime = Time(status, "startTime"),
            Containers = [.. Items(json.GetProperty("spec"), "containers").Select(ReadContainer)],
            ContainerStatuses = [.. Items(status, "containerStatuses").Select(ReadStatus)],
        };
    }

    public static VerticalPodAutoscaler ReadVpa(JsonElement json)
    {
        var metadata = json.GetProperty("metadata");
        var spec = json.GetProperty("spec");
        var target = spec.GetProperty("targetRef");
        return new VerticalPodAutoscaler
        {
            Key = new(Text(metadata, "namespace")!, Text(metadata, "name")!),
            Target = new(Text(target, "apiVersion")!, Text(target, "kind")!, Text(target, "name")!),
            UpdatePolicy = Object(spec, "updatePolicy") is { } update ? ReadUpdatePolicy(update) : null,
            ResourcePolicy = Object(spec, "resourcePolicy") is { } policy
                ? new ResourcePolicy([.. Items(policy, "containerPolicies").Select(ReadContainerPolicy)])
                : null,
            Status = new VpaStatus(ReadRecommendation(json), [], null),
        };
    }

    public static LimitRange ReadLimitRange(JsonElement json)
    {
        var metadata = json.GetProperty("metadata");
        return new LimitRange(
            new(Text(metadata, "namespace")!, Text(metadata, "name")!),
            [.. Items(json.GetProperty("spec"), "limits").Select(i =>
                new LimitRangeItem(Text(i, "type")!, Resources(i, "max"), Resources(i, "min"), Resources(i, "default")))]);
    }

    private static Container ReadContainer(JsonElement json) => new()
    {
        Name = Text(json, "name")!,
        Resources = Object(json, "resources") is { } resources ? ReadResources(resources) : ContainerResources.None,
    };

    private static ContainerStatus ReadStatus(JsonElement json) => new()
    {
        Name = Text(json, "name")!,
        RestartCount = json.GetProperty("restartCount").GetInt32(),
        Resources = Object(json, "resources") is { } resources ? ReadResources(resources) : null,
        LastState = Object(json, "lastState") is { } last && Object(last, "terminated") is { } ended
            ? new ContainerState(ContainerStateKind.Terminated, Text(ended, "reason"), Time(ended, "startedAt"), Time(ended, "finishedAt"))
            : ContainerState.None,
    };

    private static UpdatePolicy ReadUpdatePolicy(JsonElement json) => new()
    {
        Mode = Text(json, "updateMode") is { Length: > 0 } mode ? Enum.Parse<UpdateMode>(mode) : null,
        EvictionRequirements = Object(json, "evictionRequirements") is { } list
            ? [.. list.EnumerateArray().Select(ReadRequirement)]
            : null,
    };

    private static EvictionRequirement ReadRequirement(JsonElement json) => new(
        [.. Items(json, "resources").Select(r => r.GetString()!)],
        Enum.Parse<ChangeRequirement>(Text(json, "changeRequirement")!));

    private static ContainerPolicy ReadContainerPolicy(JsonElement json) => new()
    {
        ContainerName = Text(json, "containerName")!,
        Mode = Text(json, "mode") is { } mode ? Enum.Parse<ScalingMode>(mode) : ScalingMode.Auto,
        ControlledValues = Text(json, "controlledValues") is { } values ? Enum.Parse<ControlledValues>(values) : ControlledValues.RequestsAndLimits,
        MinAllowed = Resources(json, "minAllowed") ?? ResourceList.Empty,
        MaxAllowed = Resources(json, "maxAllowed") ?? ResourceList.Empty,
    };

    private static Recommendation? ReadRecommendation(JsonElement vpa) =>
        Object(vpa, "status") is { } status && Object(status, "recommendation") is { } recommendation
            ? new Recommendation([.. Items(recommendation, "containerRecommendations").Select(c => new ContainerRecommendation
            {
                ContainerName = Text(c, "containerName")!,
                Target = Resources(c, "target") ?? ResourceList.Empty,
                LowerBound = Resources(c, "lowerBound"),
                UpperBound = Resources(c, "upperBound"),
                UncappedTarget = Resources(c, "uncappedTarget"),
            })])
            : null;

    private static ContainerResources ReadResources(JsonElement json) => new(Resources(json, "requests"), Resources(json, "limits"));

    private static ResourceList? Resources(JsonElement json, string name) => Object(json, name) is { } list
        ? ResourceList.Of(list.EnumerateObject().Select(p => new KeyValuePair<string, Quantity>(p.Name, Quantity.Parse(p.Value.GetString()!))))
        : null;

    private static ImmutableDictionary<string, string>? Strings(JsonElement json, string name) => Object(json, name) is { } map
        ? map.EnumerateObject().ToImmutableDictionary(p => p.Name, p => p.Value.GetString()!)
        : null;

    private static List<JsonElement> Items(JsonElement json, string name) => Object(json, name) is { } list ? [.. list.EnumerateArray()] : [];

    private static JsonElement? Object(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement json, string name) => Object(json, name)?.GetString();

    private static DateTimeOffset? Time(JsonElement json, string name) => Object(json, name)?.GetDateTimeOffset();
}
