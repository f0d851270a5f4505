using System.Text.Json.Nodes;
using Vpa.Conformance.Tests.Admission;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Recommending.PodCapping;
using Vpa.Testing.Vectors;

namespace Vpa.Conformance.Tests.Capping;

/// <summary>Recommendations capped for one pod (U42-U53, A104-A115, A147) against <c>capping.json</c>.</summary>
public sealed class CappingVectorTests
{
    private static readonly JsonArray Cases = VectorFile.Cases("capping.json");

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Cases.Count)];

    [Theory]
    [MemberData(nameof(Indices))]
    public void Recommendation_is_capped_as_upstream_does(int index)
    {
        var vector = Cases[index]!;
        var vpa = VectorObjects.Vpa(vector["vpa"]!);
        var capped = PodRecommendationCapping.Cap(
            vpa.Status.Recommendation, vpa.ResourcePolicy, VectorObjects.Pod(vector["pod"]!), VectorObjects.LimitRanges(vector));

        Assert.All(capped?.Containers ?? [], c => AssertNotNegative(c.Recommendation));
        if (vector["upstreamCrashes"] is not null)
        {
            return; // Only sanity is asked for, and was just checked.
        }

        var expected = (vector["expected"]?.AsArray() ?? []).ToDictionary(c => (string)c!["containerName"]!, c => c!, StringComparer.Ordinal);
        Assert.Equal(
            expected.Keys.Order(StringComparer.Ordinal),
            (capped?.Containers ?? []).Select(c => c.Recommendation.ContainerName).Order(StringComparer.Ordinal));
        foreach (var (name, container) in expected)
        {
            var actual = capped!.For(name)!;
            var defect = vector["upstreamDefect"] is not null;
            AssertSame(container["target"], actual.Recommendation.Target, defect);
            AssertSame(container["lowerBound"], actual.Recommendation.LowerBound, defect);
            AssertSame(container["upperBound"], actual.Recommendation.UpperBound, defect);
            AssertSame(container["uncappedTarget"], actual.Recommendation.UncappedTarget, defect);
            var texts = vector["expectedAnnotations"]?[name]?.AsArray() ?? [];
            Assert.Equal(texts.Select(t => (string)t!), actual.Texts.Order(StringComparer.Ordinal));
        }
    }

    private static void AssertNotNegative(ContainerRecommendation container)
    {
        var lists = new[] { container.Target, container.LowerBound, container.UpperBound };
        Assert.All(lists.SelectMany(l => l ?? ResourceList.Empty), e => Assert.True(e.Value.Sign >= 0, $"{e.Key} is {e.Value}"));
    }

    /// <summary>By text, and so by value. An absent list equals an empty one. Where upstream has a defect, the entries it writes as 0 are free.</summary>
    private static void AssertSame(JsonNode? expected, ResourceList? actual, bool defect)
    {
        var texts = VectorObjects.Texts(expected);
        var free = texts.Where(e => defect && Quantity.Parse(e.Value).Sign <= 0).Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(
            texts.Where(e => !free.Contains(e.Key)).Select(e => $"{e.Key}: {e.Value}"),
            (actual ?? ResourceList.Empty).Where(e => !free.Contains(e.Key)).Select(e => $"{e.Key}: {e.Value}").Order(StringComparer.Ordinal));
    }
}
