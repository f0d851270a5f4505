using System.Collections.Immutable;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Testing.Updating;

/// <summary>Builds a running pod of a replica set <c>web-1</c> in namespace <c>shop</c> with one container <c>app</c>, unless told otherwise.</summary>
public sealed class AControlledPod
{
    private Pod _pod = new()
    {
        Namespace = "shop",
        Name = "web-1-a",
        Uid = "web-1-a",
        Phase = PodPhase.Running,
        NodeName = "node-1",
        Labels = ImmutableDictionary<string, string>.Empty.Add("app", "web"),
        Owners = [new OwnerReference("apps/v1", "ReplicaSet", "web-1", IsController: true)],
    };

    public static AControlledPod Named(string name) => new() { _pod = new AControlledPod()._pod with { Name = name, Uid = name } };

    public AControlledPod WithUid(string uid) => Change(p => p with { Uid = uid });

    public AControlledPod In(string @namespace) => Change(p => p with { Namespace = @namespace });

    public AControlledPod Labelled(string key, string value) => Change(p => p with { Labels = new Dictionary<string, string> { [key] = value } });

    public AControlledPod Annotated(string key, string value = "") => Change(p => p with
    {
        Annotations = new Dictionary<string, string>(p.Annotations ?? ImmutableDictionary<string, string>.Empty) { [key] = value },
    });

    public AControlledPod OwnedBy(string kind, string name, string apiVersion = "apps/v1") =>
        Change(p => p with { Owners = [new OwnerReference(apiVersion, kind, name, IsController: true)] });

    public AControlledPod WithOwners(params OwnerReference[] owners) => Change(p => p with { Owners = [.. owners] });

    public AControlledPod In(PodPhase phase) => Change(p => p with { Phase = phase });

    public AControlledPod StartedAt(DateTimeOffset? time) => Change(p => p with { StartTime = time });

    public AControlledPod BeingDeletedSince(DateTimeOffset time) => Change(p => p with { DeletionTimestamp = time });

    public AControlledPod Requesting(string? cpu, string? memory, string container = "app") => Change(p => p with
    {
        Containers = p.Containers.Add(new Container { Name = container, Resources = new(List(cpu, memory), null) }),
    });

    public AControlledPod ActuallyRequesting(string? cpu, string? memory, string container = "app") => Change(p => p with
    {
        ContainerStatuses = p.ContainerStatuses.Add(new ContainerStatus { Name = container, Resources = new(List(cpu, memory), null) }),
    });

    public AControlledPod LastEnded(string reason, DateTimeOffset started, DateTimeOffset finished, string container = "app") => Change(p => p with
    {
        ContainerStatuses = p.ContainerStatuses.Add(new ContainerStatus
        {
            Name = container,
            RestartCount = 1,
            LastState = new ContainerState(ContainerStateKind.Terminated, reason, started, finished),
        }),
    });

    public AControlledPod With(PodCondition condition) => Change(p => p with { Conditions = p.Conditions.Add(condition) });

    public Pod Build() => _pod;

    /// <summary>Requests or a target; null leaves the resource out.</summary>
    public static ResourceList List(string? cpu, string? memory) =>
        ResourceList.Of(cpu is null ? null : Quantity.Parse(cpu), memory is null ? null : Quantity.Parse(memory));

    /// <summary>A recommendation for a container; null texts leave out a resource, null lists a bound.</summary>
    public static ContainerRecommendation Recommended(
        string? cpu, string? memory, ResourceList? lower = null, ResourceList? upper = null, string container = "app") =>
        new() { ContainerName = container, Target = List(cpu, memory), LowerBound = lower, UpperBound = upper };

    private AControlledPod Change(Func<Pod, Pod> change)
    {
        _pod = change(_pod);
        return this;
    }
}
