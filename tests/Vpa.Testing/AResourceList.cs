using Vpa.Domain.Quantities;

namespace Vpa.Testing;

/// <summary>Builds resource lists from texts.</summary>
public static class AResourceList
{
    /// <summary>A list of cpu and memory; null leaves a resource out.</summary>
    public static ResourceList Of(string? cpu = null, string? memory = null) =>
        ResourceList.Of(cpu is null ? null : Quantity.Parse(cpu), memory is null ? null : Quantity.Parse(memory));

    /// <summary>As <see cref="Of"/>, but null when nothing is given.</summary>
    public static ResourceList? OfOrNull(string? cpu, string? memory) => cpu is null && memory is null ? null : Of(cpu, memory);
}
