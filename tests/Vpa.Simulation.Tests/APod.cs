using Vpa.Simulation.Objects;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Tests;

/// <summary>Builds pods in the words of the domain: one container named "app" on "node-1" unless told otherwise.</summary>
internal sealed class APod
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private Pod _pod;

    private APod(string name) => _pod = new Pod
    {
        Metadata = new ObjectMeta
        {
            Name = name,
            Namespace = "shop",
            Uid = "uid-" + name,
            ResourceVersion = "1",
            CreationTimestamp = Noon,
        },
        Spec = new PodSpec { NodeName = "node-1", RestartPolicy = "Always", Containers = [new Container { Name = "app", Image = "app:1" }] },
        Status = new PodStatus { Phase = PodPhases.Pending },
    };

    public static APod Named(string name) => new(name);

    public APod WithGeneration(long generation) => With(_pod with { Metadata = _pod.Metadata with { Generation = generation } });

    public APod Unscheduled() => With(_pod with { Spec = _pod.Spec with { NodeName = null } });

    public APod OnNode(string node) => With(_pod with { Spec = _pod.Spec with { NodeName = node } });

    public APod RestartPolicy(string policy) => With(_pod with { Spec = _pod.Spec with { RestartPolicy = policy } });

    public APod Requesting(string cpu, string memory) => WithResources(new ResourceRequirements
    {
        Requests = new() { ["cpu"] = cpu, ["memory"] = memory },
        Limits = _pod.Spec.Containers[0].Resources?.Limits,
    });

    public APod LimitedTo(string cpu, string memory) => WithResources(new ResourceRequirements
    {
        Requests = _pod.Spec.Containers[0].Resources?.Requests,
        Limits = new() { ["cpu"] = cpu, ["memory"] = memory },
    });

    public APod ResizeRestarts(string resource) => WithContainer(_pod.Spec.Containers[0] with
    {
        ResizePolicy = [new ResizePolicy { ResourceName = resource, RestartPolicy = "RestartContainer" }],
    });

    public APod Using(string script) => With(_pod with
    {
        Metadata = _pod.Metadata with { Annotations = new() { [UsageScript.Annotation] = script } },
    });

    public APod WithStatus(PodStatus status) => With(_pod with { Status = status });

    public Pod Build() => _pod;

    private APod WithResources(ResourceRequirements resources) => WithContainer(_pod.Spec.Containers[0] with { Resources = resources });

    private APod WithContainer(Container container) => With(_pod with { Spec = _pod.Spec with { Containers = [container] } });

    private APod With(Pod pod)
    {
        _pod = pod;
        return this;
    }
}
