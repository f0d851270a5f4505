using System.Collections.Immutable;
using System.Globalization;
using Vpa.Domain.Quantities;

namespace Vpa.Domain.Admitting;

/// <summary>JSON pointers into the <c>resources</c> of one container of a pod. Those of the first containers are made once: every patch names them.</summary>
internal sealed class ResourcePaths
{
    private const int Kept = 16;
    private static readonly ImmutableArray<ResourcePaths> First = [.. Enumerable.Range(0, Kept).Select(static i => new ResourcePaths(i))];

    private ResourcePaths(int container)
    {
        Resources = string.Create(CultureInfo.InvariantCulture, $"/spec/containers/{container}/resources");
        Requests = new(Resources + "/requests");
        Limits = new(Resources + "/limits");
    }

    /// <summary>The requests and limits together.</summary>
    public string Resources { get; }

    /// <summary>The requests.</summary>
    public ListPaths Requests { get; }

    /// <summary>The limits.</summary>
    public ListPaths Limits { get; }

    /// <summary>Those of the container at an index.</summary>
    public static ResourcePaths Of(int container) => container < Kept ? First[container] : new(container);

    /// <summary>Pointers to a list of resources and into it.</summary>
    /// <param name="List">The list.</param>
    internal sealed record ListPaths(string List)
    {
        private readonly string _cpu = $"{List}/{ResourceNames.Cpu}";
        private readonly string _memory = $"{List}/{ResourceNames.Memory}";

        /// <summary>One resource of the list.</summary>
        public string Of(string resource) => resource switch
        {
            ResourceNames.Cpu => _cpu,
            ResourceNames.Memory => _memory,
            _ => $"{List}/{JsonPointer.Escape(resource)}",
        };
    }
}
