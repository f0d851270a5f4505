using System.Runtime.InteropServices;
using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Nodes;

/// <summary>What a pod takes of a node: requests in nanocores and bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PodDemand(long CpuNanocores, long MemoryBytes)
{
    /// <summary>What the pod's spec asks for: the sum of its containers and sidecars, or its largest init container.</summary>
    public static PodDemand Wanted(Pod pod) => Sum(pod, static (_, container) => container.Resources);

    /// <summary>What the node has set aside for it: the allocated requests where the status has them, else those of the spec.</summary>
    public static PodDemand Allocated(Pod pod) => Sum(pod, static (pod, container) =>
        pod.StatusOf(container.Name)?.AllocatedResources is { } allocated
            ? new ResourceRequirements { Requests = allocated }
            : container.Resources);

    private static PodDemand Sum(Pod pod, Func<Pod, Container, ResourceRequirements?> of)
    {
        long cpu = 0, memory = 0, initCpu = 0, initMemory = 0;
        foreach (var container in pod.Spec.Containers)
        {
            var resources = of(pod, container);
            cpu += resources?.CpuRequest() ?? 0;
            memory += resources?.MemoryRequest() ?? 0;
        }

        foreach (var init in pod.Spec.InitContainers ?? [])
        {
            if (init.RestartPolicy == "Always")
            {
                cpu += init.Resources?.CpuRequest() ?? 0;
                memory += init.Resources?.MemoryRequest() ?? 0;
                continue;
            }

            initCpu = Math.Max(initCpu, init.Resources?.CpuRequest() ?? 0);
            initMemory = Math.Max(initMemory, init.Resources?.MemoryRequest() ?? 0);
        }

        return new PodDemand(Math.Max(cpu, initCpu), Math.Max(memory, initMemory));
    }
}
