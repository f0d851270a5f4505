using System.Text.Json;
using Vpa.Domain.Policies;
using Vpa.Domain.Recommending.PodCapping;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;
using Xunit.Abstractions;

namespace Vpa.Conformance.Tests;

/// <summary>U54 to U68 against upstream: which pods are accepted for an update, in which order, with exactly which priority.</summary>
public sealed class PriorityTests(ITestOutputHelper output)
{
    private const string FileName = "priority.json";

    [Fact]
    public void Accepted_pods_and_their_priorities_are_those_of_upstream()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(PathOf(FileName)));
        var cases = file.RootElement.GetProperty("cases").EnumerateArray().ToList();
        Assert.NotEmpty(cases);
        var failures = cases.Select((c, i) => Difference(i, c)).Where(d => d is not null).ToList();
        output.WriteLine($"{FileName}: {cases.Count} cases, {failures.Count} differ");
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(10)));
    }

    private static string PathOf(string name)
    {
        if (Environment.GetEnvironmentVariable("VPA_VECTORS") is { Length: > 0 } folder)
        {
            return Path.Combine(folder, name);
        }

        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Vpa.sln")))
        {
            root = root.Parent;
        }

        return Path.Combine(root?.FullName ?? ".", "tests", "vectors", name);
    }

    private static string? Difference(int index, JsonElement json)
    {
        var vpa = PriorityVectorReader.ReadVpa(json.GetProperty("vpa"));
        var pods = json.GetProperty("pods").EnumerateArray().Select(PriorityVectorReader.ReadPod).ToList();
        var limitRanges = json.GetProperty("limitRanges").EnumerateArray().Select(PriorityVectorReader.ReadLimitRange).ToList();
        var actual = Rank(vpa, pods, limitRanges, json.GetProperty("now").GetDateTimeOffset());
        var expected = json.GetProperty("expectedOrder").EnumerateArray().Select(Expected).ToList();

        // Pods of equal priority are in any order, so positions are compared by priority and pods as a set.
        var isSame = expected.Count == actual.Count
            && expected.Zip(actual).All(p => p.First.Priority.CompareTo(p.Second.Priority) == 0)
            && expected.ToHashSet().SetEquals(actual);
        return isSame ? null : $"case {index}: expected [{string.Join(", ", expected)}], got [{string.Join(", ", actual)}]";
    }

    private static List<(string Pod, UpdatePriority Priority)> Rank(
        VerticalPodAutoscaler vpa, List<Pod> pods, List<LimitRange> limitRanges, DateTimeOffset now) =>
        [.. pods
            .Select(p => (p.Name, Assessment: UpdateAcceptance.Assess(
                p,
                vpa,
                PodRecommendationCapping.Cap(vpa.Status.Recommendation, vpa.ResourcePolicy, p, limitRanges)?.ToRecommendation(),
                new UpdateRules(),
                now)))
            .Where(p => p.Assessment.IsAccepted)
            .OrderByDescending(p => p.Assessment.Priority)
            .Select(p => (p.Name, p.Assessment.Priority))];

    private static (string Pod, UpdatePriority Priority) Expected(JsonElement json) => (
        json.GetProperty("pod").GetString()!,
        new UpdatePriority(
            json.GetProperty("outsideRecommendedRange").GetBoolean(),
            json.GetProperty("scaleUp").GetBoolean(),
            json.GetProperty("resourceDiff").GetDouble()));
}
