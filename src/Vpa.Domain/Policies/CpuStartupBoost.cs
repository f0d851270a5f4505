using Vpa.Domain.Quantities;

namespace Vpa.Domain.Policies;

/// <summary>A CPU boost for starting containers (<c>startupBoost.cpu</c>).</summary>
/// <param name="Type">The kind of boost.</param>
/// <param name="Factor">The factor of <see cref="StartupBoostType.Factor"/>.</param>
/// <param name="Quantity">The addition of <see cref="StartupBoostType.Quantity"/>, in cores.</param>
/// <param name="DurationSeconds">Seconds to keep the boost after the pod became ready; null counts as 0.</param>
public sealed record CpuStartupBoost(StartupBoostType Type, int? Factor, Quantity? Quantity, int? DurationSeconds);
