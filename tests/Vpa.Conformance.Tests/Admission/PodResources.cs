using System.Text.Json.Nodes;
using Vpa.Domain.Quantities;

namespace Vpa.Conformance.Tests.Admission;

/// <summary>Requests and limits of a container; an absent list equals an empty one.</summary>
internal sealed record PodResources(ResourceList Requests, ResourceList Limits)
{
    public static IReadOnlyDictionary<string, PodResources> Of(JsonArray containers) =>
        containers.ToDictionary(c => (string)c!["name"]!, c => Of(c!["resources"]), StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, PodResources> Expected(JsonObject byContainer) =>
        byContainer.ToDictionary(c => c.Key, c => Of(c.Value), StringComparer.Ordinal);

    /// <summary>No negative request, none of zero where there was none, no limit below its request.</summary>
    public void AssertSane(PodResources incoming)
    {
        foreach (var (name, request) in Requests)
        {
            Assert.True(request.Sign >= (incoming.Requests.Find(name)?.IsZero == true ? 0 : 1), $"request {name} is {request}");
            Assert.False(Limits.Find(name) < request, $"limit {name} is {Limits.Find(name)}, its request {request}");
        }
    }

    private static PodResources Of(JsonNode? resources) =>
        new(VectorObjects.Resources(resources?["requests"]) ?? ResourceList.Empty, VectorObjects.Resources(resources?["limits"]) ?? ResourceList.Empty);
}
