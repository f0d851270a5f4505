using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Conformance.Tests.Admission;

/// <summary>The results of a vector that upstream gets wrong in a way that makes the pod invalid, so that only sanity is asked for.</summary>
internal sealed class FreeResults
{
    private readonly HashSet<(string Container, string Resource)> _resources = [];
    private readonly HashSet<string> _annotations = new(StringComparer.Ordinal);

    /// <summary>The resources that upstream leaves with a request of 0, or with a limit below the request.</summary>
    public FreeResults(IReadOnlyDictionary<string, PodResources> expected, bool defect)
    {
        foreach (var (container, resources) in defect ? expected : new Dictionary<string, PodResources>())
        {
            foreach (var (resource, request) in resources.Requests)
            {
                if (request.IsZero || resources.Limits.Find(resource) < request)
                {
                    _resources.Add((container, resource));
                }

                if (request.IsZero && resource == ResourceNames.Cpu)
                {
                    _annotations.Add(BoostAnnotations.KeyOf(container));
                }
            }
        }
    }

    public bool HasAnnotation(string key) => _annotations.Contains(key);

    public bool HasPartOf(string container) => _resources.Any(r => r.Container == container);

    public bool Has(string container, string resource) => _resources.Contains((container, resource));
}
