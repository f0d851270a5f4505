using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Testing.Updating;

/// <summary>Builds a VPA <c>shop/web</c> for the Deployment <c>web</c> without an update policy, unless told otherwise.</summary>
public sealed class AnActingVpa
{
    private VerticalPodAutoscaler _vpa = new()
    {
        Key = new NamespacedName("shop", "web"),
        Target = new TargetReference("apps/v1", "Deployment", "web"),
    };

    public static AnActingVpa Named(string name, string @namespace = "shop") =>
        new() { _vpa = new AnActingVpa()._vpa with { Key = new(@namespace, name), Target = new("apps/v1", "Deployment", name) } };

    public AnActingVpa Targeting(string kind, string name, string apiVersion = "apps/v1") => Change(v => v with { Target = new(apiVersion, kind, name) });

    public AnActingVpa WithoutTarget() => Change(v => v with { Target = null });

    public AnActingVpa CreatedAt(DateTimeOffset time) => Change(v => v with { CreationTimestamp = time });

    public AnActingVpa InMode(UpdateMode mode) => ChangePolicy(p => p with { Mode = mode });

    public AnActingVpa WithMinReplicas(int replicas) => ChangePolicy(p => p with { MinReplicas = replicas });

    public AnActingVpa EvictingAfterOom(int seconds) => ChangePolicy(p => p with { EvictAfterOomSeconds = seconds });

    public AnActingVpa Requiring(params EvictionRequirement[] requirements) => ChangePolicy(p => p with { EvictionRequirements = [.. requirements] });

    public AnActingVpa Boosting() => Change(v => v with { StartupBoost = new StartupBoost(null) });

    public AnActingVpa WithContainerMode(string container, ScalingMode mode) =>
        Change(v => v with { ResourcePolicy = new ResourcePolicy([new ContainerPolicy { ContainerName = container, Mode = mode }]) });

    public AnActingVpa Recommending(params ContainerRecommendation[] containers) =>
        Change(v => v with { Status = v.Status with { Recommendation = new Recommendation([.. containers]) } });

    public VerticalPodAutoscaler Build() => _vpa;

    private AnActingVpa ChangePolicy(Func<UpdatePolicy, UpdatePolicy> change) =>
        Change(v => v with { UpdatePolicy = change(v.UpdatePolicy ?? new UpdatePolicy()) });

    private AnActingVpa Change(Func<VerticalPodAutoscaler, VerticalPodAutoscaler> change)
    {
        _vpa = change(_vpa);
        return this;
    }
}
