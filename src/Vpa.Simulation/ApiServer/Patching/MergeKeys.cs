using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>The patchMergeKey of the built-in types' lists, by the list's property name.</summary>
internal static class MergeKeys
{
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["containers"] = "name",
        ["initContainers"] = "name",
        ["ephemeralContainers"] = "name",
        ["env"] = "name",
        ["volumes"] = "name",
        ["volumeMounts"] = "mountPath",
        ["volumeDevices"] = "devicePath",
        ["conditions"] = "type",
        ["addresses"] = "type",
        ["ownerReferences"] = "uid",
        ["webhooks"] = "name",
        ["imagePullSecrets"] = "name",
        ["secrets"] = "name",
        ["hostAliases"] = "ip",
        ["podIPs"] = "ip",
        ["taints"] = "key",
        ["topologySpreadConstraints"] = "topologyKey",
        ["schedulingGates"] = "name",
        ["resourceClaims"] = "name",
    };

    /// <summary>Lists of plain values that merge as sets.</summary>
    public static bool IsSet(string list) => list is "finalizers";

    /// <summary>The key that tells this list's elements apart, or null when the list is replaced as a whole.</summary>
    public static string? Of(string list, IReadOnlyList<JsonObject> elements) => list == "ports"
        ? elements.All(e => e.ContainsKey("containerPort")) ? "containerPort" : "port"
        : Keys.GetValueOrDefault(list);
}
