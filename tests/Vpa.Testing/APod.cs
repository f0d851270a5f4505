using System.Collections.Immutable;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Testing;

/// <summary>
/// Builds pods in domain words: <c>APod.Named("web-1").OwnedBy("ReplicaSet", "web-7d4").Requesting("100m", "64Mi").Build()</c>. Every step
/// returns a copy. Without other words the pod runs in namespace <c>default</c> with one container <c>app</c> that requests nothing.
/// </summary>
public sealed class APod
{
    public const string DefaultNamespace = "default";
    public const string DefaultContainer = "app";

    private readonly Pod _pod;

    private APod(Pod pod) => _pod = pod;

    public static APod Named(string name) => new(new Pod
    {
        Namespace = DefaultNamespace,
        Name = name,
        Uid = $"uid-of-{name}",
        Phase = PodPhase.Running,
        CreationTimestamp = AnInstant.Start,
        StartTime = AnInstant.Start,
    });

    public APod InNamespace(string @namespace) => new(_pod with { Namespace = @namespace });

    public APod WithUid(string uid) => new(_pod with { Uid = uid });

    public APod Labelled(params (string Key, string Value)[] labels) =>
        new(_pod with { Labels = labels.ToImmutableSortedDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal) });

    public APod Annotated(params (string Key, string Value)[] annotations) =>
        new(_pod with { Annotations = annotations.ToImmutableSortedDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal) });

    public APod OwnedBy(string kind, string name, string apiVersion = "apps/v1") =>
        new(_pod with { Owners = _pod.Owners.Add(new(apiVersion, kind, name, IsController: true)) });

    public APod InPhase(PodPhase phase) => new(_pod with { Phase = phase });

    public APod OnNode(string node) => new(_pod with { NodeName = node });

    public APod CreatedAt(DateTimeOffset at) => new(_pod with { CreationTimestamp = at });

    public APod StartedAt(DateTimeOffset? at) => new(_pod with { StartTime = at });

    public APod Deleted(DateTimeOffset at) => new(_pod with { DeletionTimestamp = at });

    public APod OfQosClass(string qosClass) => new(_pod with { QosClass = qosClass });

    /// <summary>Adds a container.</summary>
    public APod With(Container container) => new(_pod with { Containers = _pod.Containers.Add(container) });

    /// <summary>Adds a container with requests and limits; null leaves a resource out.</summary>
    public APod WithContainer(string name, string? cpu = null, string? memory = null, string? cpuLimit = null, string? memoryLimit = null) =>
        With(new Container { Name = name, Resources = new(Resources(cpu, memory), Resources(cpuLimit, memoryLimit)) });

    /// <summary>Adds the container <c>app</c> with requests.</summary>
    public APod Requesting(string? cpu = null, string? memory = null) => WithContainer(DefaultContainer, cpu, memory);

    public APod WithInitContainers(params string[] names) => new(_pod with { InitContainerNames = [.. names] });

    public APod WithStatus(ContainerStatus status) => new(_pod with { ContainerStatuses = _pod.ContainerStatuses.Add(status) });

    public APod WithCondition(string type, string status, string? reason = null, string? message = null, DateTimeOffset? since = null) =>
        new(_pod with { Conditions = _pod.Conditions.Add(new(type, status, reason, message, since)) });

    public APod Ready(DateTimeOffset? since = null) => WithCondition("Ready", "True", since: since ?? AnInstant.Start);

    /// <summary>Adds the status of a container that was killed for want of memory and is not running yet.</summary>
    public APod OutOfMemory(string container, DateTimeOffset startedAt, DateTimeOffset finishedAt, int restarts = 0) => WithStatus(new()
    {
        Name = container,
        RestartCount = restarts,
        State = new(ContainerStateKind.Terminated, ContainerState.OutOfMemoryKilled, startedAt, finishedAt),
    });

    public Pod Build() => _pod.Containers.IsEmpty ? WithContainer(DefaultContainer)._pod : _pod;

    public static implicit operator Pod(APod builder) => builder.Build();

    public Pod ToPod() => Build();

    private static ResourceList? Resources(string? cpu, string? memory) => AResourceList.OfOrNull(cpu, memory);
}
