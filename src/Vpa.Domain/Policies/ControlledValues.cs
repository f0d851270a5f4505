namespace Vpa.Domain.Policies;

/// <summary>Which values follow a recommendation (<c>containerPolicies[].controlledValues</c>).</summary>
public enum ControlledValues
{
    /// <summary>Requests, and limits in proportion (the default).</summary>
    RequestsAndLimits,

    /// <summary>Requests only.</summary>
    RequestsOnly,
}
