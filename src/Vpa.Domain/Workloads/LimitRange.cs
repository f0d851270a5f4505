using System.Collections.Immutable;

namespace Vpa.Domain.Workloads;

/// <summary>A LimitRange object.</summary>
/// <param name="Key">Namespace and name.</param>
/// <param name="Items">Its items; <c>spec.limits: null</c> is an empty list.</param>
public sealed record LimitRange(NamespacedName Key, ImmutableArray<LimitRangeItem> Items);
