using System.Collections.Immutable;
using Vpa.Domain.Policies;

namespace Vpa.Testing;

/// <summary>
/// Builds VPAs in domain words: <c>AVpa.Named("web").Targeting("Deployment", "web").Recommending("app", "200m", "128Mi").Build()</c>. Every
/// step returns a copy. Without other words the VPA is in namespace <c>default</c> and has neither policies nor a status.
/// </summary>
public sealed class AVpa
{
    private readonly VerticalPodAutoscaler _vpa;

    private AVpa(VerticalPodAutoscaler vpa) => _vpa = vpa;

    public static AVpa Named(string name) => new(new VerticalPodAutoscaler
    {
        Key = new(APod.DefaultNamespace, name),
        Uid = $"uid-of-{name}",
        Generation = 1,
        CreationTimestamp = AnInstant.Start,
    });

    public AVpa InNamespace(string @namespace) => new(_vpa with { Key = new(@namespace, _vpa.Key.Name) });

    public AVpa CreatedAt(DateTimeOffset at) => new(_vpa with { CreationTimestamp = at });

    public AVpa OfGeneration(long generation) => new(_vpa with { Generation = generation });

    public AVpa Annotated(params (string Key, string Value)[] annotations) =>
        new(_vpa with { Annotations = annotations.ToImmutableSortedDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal) });

    public AVpa Targeting(string kind, string name, string apiVersion = "apps/v1") => new(_vpa with { Target = new(apiVersion, kind, name) });

    public AVpa InMode(UpdateMode mode) => Updating(Policy with { Mode = mode });

    public AVpa WithMinReplicas(int replicas) => Updating(Policy with { MinReplicas = replicas });

    public AVpa EvictingQuickOutOfMemoryAfter(int seconds) => Updating(Policy with { EvictAfterOomSeconds = seconds });

    public AVpa RequiringForEviction(ChangeRequirement change, params string[] resources) =>
        Updating(Policy with { EvictionRequirements = (Policy.EvictionRequirements ?? []).Add(new([.. resources], change)) });

    public AVpa Updating(UpdatePolicy policy) => new(_vpa with { UpdatePolicy = policy });

    public AVpa ServedBy(params string[] recommenders) => new(_vpa with { Recommenders = [.. recommenders] });

    public AVpa With(StartupBoost boost) => new(_vpa with { StartupBoost = boost });

    /// <summary>Adds a container policy.</summary>
    public AVpa With(ContainerPolicy policy) =>
        new(_vpa with { ResourcePolicy = new((_vpa.ResourcePolicy?.ContainerPolicies ?? []).Add(policy)) });

    /// <summary>Changes the policy of a container (<c>*</c> for all), which is added when missing.</summary>
    public AVpa For(string container, Func<ContainerPolicy, ContainerPolicy> change)
    {
        var policies = _vpa.ResourcePolicy?.ContainerPolicies ?? [];
        var index = policies.ToList().FindIndex(p => p.ContainerName == container);
        var changed = change(index < 0 ? new() { ContainerName = container } : policies[index]);
        return new(_vpa with { ResourcePolicy = new(index < 0 ? policies.Add(changed) : policies.SetItem(index, changed)) });
    }

    public AVpa Allowing(string container, string? minCpu = null, string? minMemory = null, string? maxCpu = null, string? maxMemory = null) =>
        For(container, p => p with { MinAllowed = AResourceList.Of(minCpu, minMemory), MaxAllowed = AResourceList.Of(maxCpu, maxMemory) });

    public AVpa Controlling(string container, ControlledValues values) => For(container, p => p with { ControlledValues = values });

    public AVpa NotScaling(string container) => For(container, p => p with { Mode = ScalingMode.Off });

    /// <summary>
    /// Adds a container's recommendation. Bounds are given as <c>(cpu, memory)</c>; left out, they equal the target. The uncapped target is the target.
    /// </summary>
    public AVpa Recommending(
        string container, string? cpu = null, string? memory = null, (string? Cpu, string? Memory)? lower = null, (string? Cpu, string? Memory)? upper = null)
    {
        var target = AResourceList.Of(cpu, memory);
        return Recommending(new ContainerRecommendation
        {
            ContainerName = container,
            Target = target,
            UncappedTarget = target,
            LowerBound = lower is { } l ? AResourceList.Of(l.Cpu, l.Memory) : target,
            UpperBound = upper is { } u ? AResourceList.Of(u.Cpu, u.Memory) : target,
        });
    }

    /// <summary>Adds a container's recommendation and the condition that there is one.</summary>
    public AVpa Recommending(ContainerRecommendation recommendation)
    {
        var status = _vpa.Status with { Recommendation = new((_vpa.Status.Recommendation?.Containers ?? []).Add(recommendation)) };
        var withStatus = new AVpa(_vpa with { Status = status });
        return status.Condition(VpaConditionTypes.RecommendationProvided) is null
            ? withStatus.WithCondition(VpaConditionTypes.RecommendationProvided, "True")
            : withStatus;
    }

    public AVpa WithCondition(string type, string status, string reason = "", string message = "", DateTimeOffset? since = null) =>
        new(_vpa with
        {
            Status = _vpa.Status with { Conditions = _vpa.Status.Conditions.Add(new(type, status, since ?? AnInstant.Start, reason, message)) },
        });

    public VerticalPodAutoscaler Build() => _vpa;

    public static implicit operator VerticalPodAutoscaler(AVpa builder) => builder.Build();

    public VerticalPodAutoscaler ToVerticalPodAutoscaler() => Build();

    private UpdatePolicy Policy => _vpa.UpdatePolicy ?? new();
}
