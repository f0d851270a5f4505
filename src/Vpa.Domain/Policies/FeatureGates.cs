namespace Vpa.Domain.Policies;

/// <summary>The feature gates in force; all are alpha and off by default (R158, U3).</summary>
/// <param name="CpuStartupBoost">CPU boost while containers start.</param>
/// <param name="InPlace">Update mode <c>InPlace</c>.</param>
/// <param name="PerVpaConfig">Per-VPA overrides of OOM and aggregation parameters.</param>
public sealed record FeatureGates(bool CpuStartupBoost = false, bool InPlace = false, bool PerVpaConfig = false);
