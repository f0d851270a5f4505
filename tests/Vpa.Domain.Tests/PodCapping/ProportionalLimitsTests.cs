using Vpa.Domain.Quantities;
using Vpa.Domain.Recommending.PodCapping;
using Vpa.Domain.Workloads;
using Vpa.Testing;

namespace Vpa.Domain.Tests.PodCapping;

/// <summary>Limits that keep their ratio to the request (A117, A118, U53).</summary>
public sealed class ProportionalLimitsTests
{
    [Theory]
    [InlineData("cpu", null, "1", "2", null, null, LimitNote.NoOriginalLimit)]
    [InlineData("cpu", "0", "1", "2", null, null, LimitNote.NoOriginalLimit)]
    [InlineData("cpu", "1", "1", "0", null, null, LimitNote.NoRecommendedRequest)]
    [InlineData("cpu", "1", null, "2", null, "2", LimitNote.None)]
    [InlineData("cpu", "1", "1", "2", null, "2", LimitNote.None)]
    [InlineData("cpu", "1", "300m", "100m", null, "333m", LimitNote.None)]
    [InlineData("cpu", null, "500m", "1", "1", "2", LimitNote.None)]
    [InlineData("memory", "2G", "1G", "2G", null, "4G", LimitNote.None)]
    [InlineData("memory", "1Gi", "3", "1", null, "357913941", LimitNote.None)]
    [InlineData("memory", "1Ei", "1", "1Ei", null, "9223372036854775807", LimitNote.Saturated)]
    public void Limit_follows_the_request(
        string resource, string? limit, string? request, string recommended, string? defaultLimit, string? expected, LimitNote note)
    {
        var incoming = new ContainerResources(List(resource, request), List(resource, limit));

        var actual = ProportionalLimits.For(resource, incoming, Quantity.Parse(recommended), Value(defaultLimit), out var actualNote);

        Assert.Equal((expected, note), (actual?.ToString(), actualNote));
    }

    [Fact]
    public void Texts_are_dropped_when_neither_resource_gets_a_limit()
    {
        var without = ProportionalLimits.For(ContainerResources.None, AResourceList.Of("1", "1Gi"), ResourceList.Empty);
        var with = ProportionalLimits.For(new(null, AResourceList.Of(memory: "1Gi")), AResourceList.Of("1", "1Gi"), ResourceList.Empty);

        Assert.Equal((0, 0), (without.Limits.Count, without.Texts.Length));
        Assert.Equal(AResourceList.Of(memory: "1Gi"), with.Limits);
        Assert.Equal(["cpu: limit NOT set since originalLimit is nil or 0"], with.Texts.AsEnumerable());
    }

    private static ResourceList? List(string resource, string? value) => value is null ? null : ResourceList.Empty.With(resource, Quantity.Parse(value));

    private static Quantity Value(string? text) => text is null ? Quantity.Zero : Quantity.Parse(text);
}
