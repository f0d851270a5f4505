using System.Text.Json.Nodes;
using Vpa.Domain.Admitting;
using Vpa.Testing.Vectors;

namespace Vpa.Conformance.Tests.Admission;

/// <summary>Pods after admission (A106-A147) against <c>admission.json</c> and <c>admission-boost.json</c>.</summary>
public sealed class AdmissionVectorTests
{
    private static readonly string[] Lists = ["requests", "limits"];
    private static readonly JsonArray Plain = VectorFile.Cases("admission.json");
    private static readonly JsonArray Boosted = VectorFile.Cases("admission-boost.json");

    public static TheoryData<int> PlainIndices => [.. Enumerable.Range(0, Plain.Count)];

    public static TheoryData<int> BoostedIndices => [.. Enumerable.Range(0, Boosted.Count)];

    [Theory]
    [MemberData(nameof(PlainIndices))]
    public Task Pod_is_patched_as_upstream_does(int index) => CheckAsync(Plain[index]!, new());

    [Theory]
    [MemberData(nameof(BoostedIndices))]
    public Task Pod_is_patched_as_upstream_does_with_all_gates_on(int index) =>
        CheckAsync(Boosted[index]!, new() { Gates = new(CpuStartupBoost: true, InPlace: true, PerVpaConfig: true) });

    private static async Task CheckAsync(JsonNode vector, PodAdmissionOptions options)
    {
        var incoming = PodResources.Of(vector["pod"]!["spec"]!["containers"]!.AsArray());
        var pod = await ReviewedPod.OfAsync(vector["pod"]!, new(VectorObjects.Vpa(vector["vpa"]!), VectorObjects.LimitRanges(vector)), options);
        var actual = PodResources.Of(pod["spec"]!["containers"]!.AsArray());
        Assert.All(actual, c => c.Value.AssertSane(incoming[c.Key]));
        if (vector["upstreamCrashes"] is not null)
        {
            return; // Only sanity is asked for, and was just checked.
        }

        var expected = vector["expectedResources"]!.AsObject();
        var free = new FreeResults(PodResources.Expected(expected), defect: vector["upstreamDefect"] is not null);
        Assert.Equal(
            expected.SelectMany(c => Amounts(c.Key, c.Value, free)).Order(StringComparer.Ordinal),
            pod["spec"]!["containers"]!.AsArray().SelectMany(c => Amounts((string)c!["name"]!, c["resources"], free)).Order(StringComparer.Ordinal));
        var annotations = pod["metadata"]!["annotations"]!.AsObject();
        Assert.Equal(Texts(vector["expectedAnnotations"]!.AsObject(), free), Texts(annotations, free));
        CheckUpdates(vector, (string?)annotations[PodAnnotationKeys.Updates], free);
    }

    /// <summary>The amounts of a container, one a line and as they are written, without those that are free.</summary>
    private static IEnumerable<string> Amounts(string container, JsonNode? resources, FreeResults free) => Lists.SelectMany(list =>
        VectorObjects.Texts(resources?[list]).Where(e => !free.Has(container, e.Key)).Select(e => $"{container} {list} {e.Key}: {e.Value}"));

    private static SortedDictionary<string, string> Texts(JsonObject annotations, FreeResults free) => new(
        annotations.Where(a => a.Key != PodAnnotationKeys.Updates && !free.HasAnnotation(a.Key)).ToDictionary(a => a.Key, a => (string)a.Value!),
        StringComparer.Ordinal);

    private static void CheckUpdates(JsonNode vector, string? text, FreeResults free)
    {
        if (vector["expectedVpaUpdates"] is not { } updates)
        {
            Assert.Null(text);
            return;
        }

        var names = vector["pod"]!["spec"]!["containers"]!.AsArray().Select(c => (string)c!["name"]!).ToArray();
        Assert.StartsWith($"{updates["prefix"]}: ", text, StringComparison.Ordinal);
        var found = text![$"{updates["prefix"]}: ".Length..].Split("; ").Select(ContainerTexts.Parse);
        var expected = updates["containers"]!.AsArray().Select(c => ContainerTexts.Of(c!));
        Assert.Equal(expected.Select(p => p.Without(free, names)).OfType<ContainerTexts>(), found.Select(p => p.Without(free, names)).OfType<ContainerTexts>());
    }
}
