using System.Text.Json;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Recommending;
using Vpa.Domain.Usage;
using Vpa.Testing.Vectors;
using Xunit.Abstractions;

namespace Vpa.Conformance.Tests;

public sealed class RecommendationConformanceTests(ITestOutputHelper output)
{
    [Fact]
    public void Recommendations() => VectorFile.Check("recommendations.json", output.WriteLine, vector => Run(vector, restarts: false));

    [Fact]
    public void Recommendations_with_restarts_between_events() =>
        VectorFile.Check("recommendations.json", output.WriteLine, vector => Run(vector, restarts: true));

    private static void Run(JsonElement vector, bool restarts)
    {
        var containers = vector.GetProperty("containers").EnumerateArray().Select(c => c.GetString()!);
        var histories = containers.ToDictionary(c => c, c => new ContainerAggregate(new(new("ns", "Deployment", "web"), c), AggregationOptions.Default, DateTimeOffset.UnixEpoch));
        var fed = 0;
        foreach (var step in vector.GetProperty("events").EnumerateArray())
        {
            var container = step.GetProperty("container").GetString()!;
            Feed(histories[container].Track(step.GetProperty("pod").GetString()!), step);
            if (restarts && ++fed % 7 == 0)
            {
                histories[container] = ContainerAggregate.FromSnapshot(histories[container].ToSnapshot(), AggregationOptions.Default);
            }
        }

        var annotations = vector.GetProperty("annotations").EnumerateObject().ToDictionary(a => a.Name, a => a.Value.GetString()!);
        var recommendation = new RecommendationCalculator(Options(vector.GetProperty("options"))).Recommend(histories, Policy(vector.GetProperty("resourcePolicy")), annotations);
        Assert.Equal(Texts(vector.GetProperty("expected")), recommendation.Containers.Select(Texts));
    }

    private static void Feed(ContainerUsageWindow window, JsonElement step)
    {
        var (at, memory) = (step.GetProperty("time").GetDateTimeOffset(), new MemoryAmount(step.GetProperty("memoryBytes").GetInt64()));
        if (step.GetProperty("op").GetString() is "oom")
        {
            Assert.Equal(step.GetProperty("accepted").GetBoolean(), window.AddOutOfMemory(at, memory) is OutOfMemoryOutcome.Accepted);
            return;
        }

        Assert.Equal(step.GetProperty("cpuAccepted").GetBoolean(), window.AddCpu(at, new(step.GetProperty("cpuMillicores").GetInt64())));
        Assert.Equal(step.GetProperty("memoryAccepted").GetBoolean(), window.AddMemory(at, memory));
    }

    private static RecommendationOptions Options(JsonElement options)
    {
        var result = new RecommendationOptions { IntegerCpuPostProcessorEnabled = true };
        foreach (var option in options.EnumerateObject())
        {
            result = option.Name switch
            {
                "safetyMarginFraction" => result with { MarginFraction = option.Value.GetDouble() },
                "targetCpuPercentile" => result with { TargetCpuPercentile = option.Value.GetDouble() },
                "roundCpuMillicores" => result with { RoundCpuMillicores = option.Value.GetInt32() },
                "roundMemoryBytes" => result with { RoundMemoryBytes = option.Value.GetInt64() },
                "maxAllowedCpu" => result with { MaxAllowedCpu = Quantity.Parse(option.Value.GetString()!) },
                "maxAllowedMemory" => result with { MaxAllowedMemory = Quantity.Parse(option.Value.GetString()!) },
                _ => throw new InvalidDataException($"unknown option {option.Name}"),
            };
        }

        return result;
    }

    private static ResourcePolicy? Policy(JsonElement policy) => policy.ValueKind is JsonValueKind.Null
        ? null
        : new([.. policy.GetProperty("containerPolicies").EnumerateArray().Select(p => new ContainerPolicy
        {
            ContainerName = p.GetProperty("containerName").GetString()!,
            Mode = p.TryGetProperty("mode", out var mode) ? Enum.Parse<ScalingMode>(mode.GetString()!) : ScalingMode.Auto,
            MinAllowed = Resources(p, "minAllowed"),
            MaxAllowed = Resources(p, "maxAllowed"),
            ControlledResources = p.TryGetProperty("controlledResources", out var listed) ? [.. listed.EnumerateArray().Select(r => r.GetString()!)] : null,
        })]);

    private static ResourceList Resources(JsonElement parent, string name) => parent.TryGetProperty(name, out var list)
        ? ResourceList.Of(list.EnumerateObject().Select(e => KeyValuePair.Create(e.Name, Quantity.Parse(e.Value.GetString()!))))
        : ResourceList.Empty;

    /// <summary>The recommendation as text, so that values and their spelling are compared at once.</summary>
    private static IEnumerable<string> Texts(JsonElement expected) => expected.EnumerateArray().Select(c =>
        $"{c.GetProperty("containerName").GetString()} target[{Text(c, "target")}] lower[{Text(c, "lowerBound")}] upper[{Text(c, "upperBound")}] uncapped[{Text(c, "uncappedTarget")}]");

    private static string Text(JsonElement container, string name) => container.TryGetProperty(name, out var list) && list.ValueKind is JsonValueKind.Object
        ? string.Join(", ", list.EnumerateObject().OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => $"{e.Name}: {e.Value.GetString()}"))
        : "";

    private static string Texts(ContainerRecommendation c) => $"{c.ContainerName} target[{c.Target}] lower[{c.LowerBound}] upper[{c.UpperBound}] uncapped[{c.UncappedTarget}]";
}
