using Vpa.Domain.Quantities;

namespace Vpa.Domain.Workloads;

/// <summary>One item of a LimitRange; an absent list is null.</summary>
/// <param name="Type"><c>Container</c>, <c>Pod</c> or another type, which is ignored.</param>
/// <param name="Max">Largest limits.</param>
/// <param name="Min">Smallest requests.</param>
/// <param name="Default">Default limits.</param>
public sealed record LimitRangeItem(string Type, ResourceList? Max, ResourceList? Min, ResourceList? Default);
