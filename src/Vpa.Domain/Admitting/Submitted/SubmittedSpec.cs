namespace Vpa.Domain.Admitting.Submitted;

/// <summary>The parts of <c>spec</c> that are checked.</summary>
public sealed record SubmittedSpec
{
    /// <summary><c>updatePolicy</c>.</summary>
    public SubmittedUpdatePolicy? UpdatePolicy { get; init; }

    /// <summary><c>resourcePolicy</c>.</summary>
    public SubmittedResourcePolicy? ResourcePolicy { get; init; }

    /// <summary><c>startupBoost</c>.</summary>
    public SubmittedStartupBoost? StartupBoost { get; init; }

    /// <summary><c>recommenders</c>.</summary>
    public IReadOnlyList<SubmittedRecommender?>? Recommenders { get; init; }

    /// <summary>The container policies; empty when there are none.</summary>
    internal IEnumerable<SubmittedContainerPolicy> ContainerPolicies =>
        ResourcePolicy?.ContainerPolicies?.Select(p => p ?? SubmittedContainerPolicy.Empty) ?? [];
}
