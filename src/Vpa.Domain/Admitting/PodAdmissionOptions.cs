using System.Collections.Immutable;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;

namespace Vpa.Domain.Admitting;

/// <summary>What an operator sets about admission.</summary>
public sealed record PodAdmissionOptions
{
    /// <summary>The feature gates in force.</summary>
    public FeatureGates Gates { get; init; } = new();

    /// <summary>Upper bound of a boosted CPU request in cores, exactly the value of the flag; 0 (the default) for none (A124).</summary>
    public Quantity MaxAllowedCpuBoost { get; init; } = Quantity.Zero;

    /// <summary>Namespaces whose pods are left alone, also when somebody else registered the webhook (Q5). Default: none.</summary>
    public ImmutableHashSet<string> IgnoredNamespaces { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The only namespace whose pods are decided about, since nothing is known of others (A33); empty (the default) for all.</summary>
    public string SelectedNamespace { get; init; } = "";

    /// <summary>Whether the pods of a namespace are left alone.</summary>
    public bool Ignores(string @namespace) => IgnoredNamespaces.Contains(@namespace) || (SelectedNamespace.Length > 0 && SelectedNamespace != @namespace);
}
