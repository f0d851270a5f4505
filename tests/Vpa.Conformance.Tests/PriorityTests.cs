using System.Text.Json;
using Vpa.Domain.Policies;
using Vpa.Domain.Recommending.PodCapping;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;
using Vpa.Testing.Vectors;
using Xunit.Abstractions;

namespace Vpa.Conformance.Tests;

/// <summary>U54 to U68 against upstream: which pods are accepted for an update, in which order, with exactly which priority.</summary>
public sealed class PriorityTests(ITestOutputHelper output)
{
    [Fact]
    public void Accepted_pods_and_their_priorities_are_those_of_upstream() => VectorFile.Check("priority.json", output.WriteLine, Check);

    private static void Check(JsonElement json)
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
        Assert.True(isSame, $"expected [{string.Join(", ", expected)}], got [{string.Join(", ", actual)}]");
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
