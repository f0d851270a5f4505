using Microsoft.AspNetCore.Http;
using Vpa.Domain.Workloads;

namespace Vpa.Simulation.ApiServer;

/// <summary>What a list, watch or deletecollection chooses: a namespace, labels, fields, perhaps one name.</summary>
internal sealed record ObjectSelector(string? Namespace, string? Name, LabelSelector Labels, FieldSelector Fields)
{
    public static ObjectSelector From(ResourceDefinition resource, RequestInfo info, IQueryCollection query) => new(
        resource.Namespaced && info.Namespace.Length > 0 ? info.Namespace : null,
        info.Name.Length > 0 ? info.Name : null,
        LabelSelectors.Parse(query["labelSelector"]),
        FieldSelector.Parse(resource, query["fieldSelector"]));

    /// <summary>Whether everything in the namespace is chosen.</summary>
    public bool IsEmpty => Name is null && Labels.Requirements.IsEmpty && Fields.IsEmpty;

    public bool Matches(StoredObject? item) =>
        item is not null
        && (Namespace is null || item.Key.Namespace == Namespace)
        && (Name is null || item.Key.Name == Name)
        && Labels.Matches(item.Labels)
        && Fields.Matches(item);
}
