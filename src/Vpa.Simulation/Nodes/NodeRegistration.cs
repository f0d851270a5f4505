using System.Net;
using System.Text.Json.Nodes;
using k8s.Autorest;
using Microsoft.Extensions.Logging;
using Vpa.Simulation.Connection;
using Vpa.Simulation.Objects;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Nodes;

/// <summary>Makes the nodes known to the API server and keeps their leases fresh, so that no node controller takes them for dead.</summary>
internal sealed class NodeRegistration(ObjectClient objects, ILogger logger)
{
    private const string LeaseNamespace = "kube-node-lease";

    /// <summary>How long a lease is good for: four renewals of 10 s, as the kubelet's.</summary>
    private const int LeaseSeconds = 40;

    /// <summary>The version that nodes say they run; the first with in-place resizes on by default.</summary>
    private const string KubeletVersion = "v1.33.0";

    /// <summary>The internal address of a node; from the range that is set aside for documentation.</summary>
    public static string AddressOf(string node) =>
        FormattableString.Invariant($"192.0.2.{1 + (SeededHash.Of(0, node) % 254)}");

    /// <summary>Creates a node, or takes over one that is there, and writes its capacity.</summary>
    public async Task RegisterAsync(NodeCapacity node, DateTimeOffset now, CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Node",
            ["metadata"] = new JsonObject { ["name"] = node.Name, ["labels"] = LabelsOf(node) },
            ["status"] = StatusOf(node, now),
        };
        try
        {
            await objects.CreateAsync("/api/v1/nodes", body, ct);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
        {
            // It is there from an earlier run.
        }

        var patch = new JsonObject { ["status"] = StatusOf(node, now) };
        await objects.MergePatchAsync($"/api/v1/nodes/{node.Name}/status", patch, ct);
        logger.NodeRegistered(node.Name);
    }

    /// <summary>Renews a node's lease.</summary>
    public async Task RenewLeaseAsync(NodeCapacity node, DateTimeOffset now, CancellationToken ct)
    {
        var renewed = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var path = $"/apis/coordination.k8s.io/v1/namespaces/{LeaseNamespace}/leases";
        var spec = new JsonObject { ["holderIdentity"] = node.Name, ["leaseDurationSeconds"] = LeaseSeconds, ["renewTime"] = renewed };
        try
        {
            await objects.MergePatchAsync($"{path}/{node.Name}", new JsonObject { ["spec"] = spec }, ct);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            await CreateLeaseAsync(path, node, spec, ct);
        }
    }

    private async Task CreateLeaseAsync(string path, NodeCapacity node, JsonObject spec, CancellationToken ct)
    {
        if (await objects.FindUidAsync($"/api/v1/namespaces/{LeaseNamespace}", ct) is null)
        {
            await objects.CreateAsync("/api/v1/namespaces", new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject { ["name"] = LeaseNamespace },
            }, ct);
        }

        await objects.CreateAsync(path, new JsonObject
        {
            ["apiVersion"] = "coordination.k8s.io/v1",
            ["kind"] = "Lease",
            ["metadata"] = new JsonObject { ["name"] = node.Name, ["namespace"] = LeaseNamespace },
            ["spec"] = spec.DeepClone(),
        }, ct);
    }

    private static JsonObject LabelsOf(NodeCapacity node)
    {
        var labels = new JsonObject();
        foreach (var (name, value) in node.Labels)
        {
            labels[name] = value;
        }

        return labels;
    }

    private static JsonObject StatusOf(NodeCapacity node, DateTimeOffset now) => new()
    {
        ["capacity"] = CapacityOf(node),
        ["allocatable"] = CapacityOf(node),
        ["addresses"] = new JsonArray(
            new JsonObject { ["type"] = "InternalIP", ["address"] = AddressOf(node.Name) },
            new JsonObject { ["type"] = "Hostname", ["address"] = node.Name }),
        ["conditions"] = new JsonArray(
            Condition("MemoryPressure", "False", "KubeletHasSufficientMemory", now),
            Condition("DiskPressure", "False", "KubeletHasNoDiskPressure", now),
            Condition("PIDPressure", "False", "KubeletHasSufficientPID", now),
            Condition("Ready", "True", "KubeletReady", now)),
        ["nodeInfo"] = new JsonObject
        {
            ["architecture"] = "amd64",
            ["bootID"] = node.Name,
            ["containerRuntimeVersion"] = "simulated://1.0.0",
            ["kernelVersion"] = "simulated",
            ["kubeProxyVersion"] = KubeletVersion,
            ["kubeletVersion"] = KubeletVersion,
            ["machineID"] = node.Name,
            ["operatingSystem"] = "linux",
            ["osImage"] = "simulated",
            ["systemUUID"] = node.Name,
        },
    };

    private static JsonObject CapacityOf(NodeCapacity node) => new()
    {
        ["cpu"] = QuantityText.PrintCpu(node.CpuNanocores),
        ["memory"] = QuantityText.PrintMemory(node.MemoryBytes),
        ["pods"] = node.MaxPods.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private static JsonObject Condition(string type, string status, string reason, DateTimeOffset now) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["reason"] = reason,
        ["message"] = $"simulated node: {reason}",
        ["lastHeartbeatTime"] = TimestampConverter.Print(now),
        ["lastTransitionTime"] = TimestampConverter.Print(now),
    };
}
