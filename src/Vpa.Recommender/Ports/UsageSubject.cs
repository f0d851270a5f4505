using System.Collections.Immutable;
using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Ports;

/// <summary>Pods whose usage is wanted because a VPA targets their workload.</summary>
/// <param name="Namespace">Their namespace.</param>
/// <param name="Selector">The selector of the VPA's target (R106).</param>
/// <param name="Pods">Their names; at least one.</param>
public sealed record UsageSubject(string Namespace, LabelSelector Selector, ImmutableArray<string> Pods);
