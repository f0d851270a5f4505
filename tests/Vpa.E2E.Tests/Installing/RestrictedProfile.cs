using System.Text.Json.Nodes;

namespace Vpa.E2E.Tests.Installing;

/// <summary>The Pod Security Standard <c>restricted</c>, which includes <c>baseline</c>, for a Pod's specification without a server.</summary>
/// <remarks>https://kubernetes.io/docs/concepts/security/pod-security-standards/</remarks>
internal static class RestrictedProfile
{
    private static readonly string[] VolumeTypes =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

    private static readonly string[] HostNamespaces = ["hostNetwork", "hostPID", "hostIPC"];
    private static readonly string[] SeccompTypes = ["RuntimeDefault", "Localhost"];

    /// <summary>What the specification does that the profile forbids; empty when it satisfies it.</summary>
    public static IReadOnlyList<string> Violations(JsonNode pod)
    {
        var found = new List<string>();
        found.AddRange(HostNamespaces.Where(h => Is(pod[h], true)));
        found.AddRange(Items(pod["volumes"]).SelectMany(v => v!.AsObject().Select(f => f.Key).Where(k => k != "name" && !VolumeTypes.Contains(k))
            .Select(k => $"volume {v["name"]}: {k}")));
        var ofPod = pod["securityContext"];
        found.AddRange(Items(ofPod?["sysctls"]).Select(s => $"sysctl {s}"));
        foreach (var container in Items(pod["initContainers"]).Concat(Items(pod["containers"])).Select(c => c!))
        {
            found.AddRange(OfContainer(container, ofPod).Select(v => $"container {container["name"]}: {v}"));
        }

        return found;
    }

    private static IEnumerable<string> OfContainer(JsonNode container, JsonNode? ofPod)
    {
        var own = container["securityContext"];
        if (Is(own?["privileged"], true))
        {
            yield return "privileged";
        }

        if (!Is(own?["allowPrivilegeEscalation"], false))
        {
            yield return "allowPrivilegeEscalation is not false";
        }

        if (!Is(own?["runAsNonRoot"] ?? ofPod?["runAsNonRoot"], true))
        {
            yield return "runAsNonRoot is not true";
        }

        if ((own?["runAsUser"] ?? ofPod?["runAsUser"])?.GetValue<int>() == 0)
        {
            yield return "runAsUser is 0";
        }

        if (!SeccompTypes.Contains(((own?["seccompProfile"] ?? ofPod?["seccompProfile"])?["type"])?.GetValue<string>()))
        {
            yield return "no seccompProfile";
        }

        if (!Items(own?["capabilities"]?["drop"]).Any(c => c!.GetValue<string>() == "ALL"))
        {
            yield return "capabilities are not dropped";
        }

        if (Items(own?["capabilities"]?["add"]).Any(c => c!.GetValue<string>() != "NET_BIND_SERVICE"))
        {
            yield return "capabilities are added";
        }

        if (own?["procMount"] is { } mount && mount.GetValue<string>() != "Default")
        {
            yield return "procMount";
        }

        if (Items(container["ports"]).Any(p => p!["hostPort"] is { } port && port.GetValue<int>() != 0))
        {
            yield return "hostPort";
        }
    }

    private static IEnumerable<JsonNode?> Items(JsonNode? list) => list as JsonArray ?? [];

    private static bool Is(JsonNode? node, bool value) => node is JsonValue v && v.TryGetValue<bool>(out var actual) && actual == value;
}
