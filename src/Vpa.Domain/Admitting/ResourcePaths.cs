using System.Collections.Immutable;
using System.Globalization;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Admitting;

/// <summary>JSON pointers into the <c>resources</c> of one container of a pod. Those of the first containers are made once: every patch names them.</summary>
internal sealed class ResourcePaths
{
    private const int Kept = 16;
    private static readonly ImmutableArray<ResourcePaths> First = [.. Enumerable.Range(0, Kept).Select(static i => new ResourcePaths(i))];
    private readonly string _resources;
    private readonly ListPaths _requests;
    private readonly ListPaths _limits;

    private ResourcePaths(int container)
    {
        _resources = string.Create(CultureInfo.InvariantCulture, $"/spec/containers/{container}/resources");
        _requests = new(_resources + "/requests");
        _limits = new(_resources + "/limits");
    }

    /// <summary>Those of the container at an index.</summary>
    public static ResourcePaths Of(int container) => container < Kept ? First[container] : new(container);

    /// <summary>Adds the operations that write requests and limits, and before them those that create the objects that are missing.</summary>
    /// <param name="operations">Receives them.</param>
    /// <param name="specified">What the container specifies.</param>
    /// <param name="hasObject">Whether there is a <c>resources</c> object though it has neither requests nor limits.</param>
    /// <param name="requests">Requests to write.</param>
    /// <param name="limits">Limits to write.</param>
    public void Write(ImmutableArray<PatchOperation>.Builder operations, ContainerResources specified, bool hasObject, ResourceList requests, ResourceList limits)
    {
        if (specified is { Requests: null, Limits: null } && !hasObject)
        {
            operations.Add(PatchOperation.AddObject(_resources));
        }

        _requests.Write(operations, specified.Requests, requests);
        _limits.Write(operations, specified.Limits, limits);
    }

    /// <summary>Pointers to a list of resources and into it.</summary>
    /// <param name="List">The list.</param>
    private sealed record ListPaths(string List)
    {
        private readonly string _cpu = $"{List}/{ResourceNames.Cpu}";
        private readonly string _memory = $"{List}/{ResourceNames.Memory}";

        public void Write(ImmutableArray<PatchOperation>.Builder operations, ResourceList? specified, ResourceList added)
        {
            if (specified is null && added.Count > 0)
            {
                operations.Add(PatchOperation.AddObject(List));
            }

            foreach (var (name, quantity) in added)
            {
                operations.Add(PatchOperation.AddText(Of(name), quantity.ToString()));
            }
        }

        private string Of(string resource) => resource switch
        {
            ResourceNames.Cpu => _cpu,
            ResourceNames.Memory => _memory,
            _ => $"{List}/{JsonPointer.Escape(resource)}",
        };
    }
}
