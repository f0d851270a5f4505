using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;

namespace Vpa.E2E.Tests.ControlPlane;

/// <summary>The real control plane, as scenarios see it.</summary>
internal sealed class RealCluster(Uri address, ControlPlaneFiles files, ServerFacts facts) : ITestCluster
{
    public Uri Address => address;

    public string CaPem => files.CaPem;

    public string AdminToken => files.AdminToken;

    public string Folder => files.Folder;

    public bool HasWorkloadControllers => true;

    public ServerFacts Facts => facts;

    public IReadOnlyList<ComponentRequest> ComponentRequests
    {
        get
        {
            using var log = new StreamReader(new FileStream(files.AuditLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            var text = log.ReadToEnd();
            // What comes after the last line end is being written right now.
            var whole = text[..(text.LastIndexOf('\n') + 1)];
            return [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Read(JsonNode.Parse(line)!))];
        }
    }

    public async Task<string> IssueServiceAccountTokenAsync(string ns, string name, CancellationToken cancel = default)
    {
        using var api = new ApiClient(this, AdminToken);
        var request = JsonNode.Parse("""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600,"audiences":["https://kubernetes.default.svc"]}}""")!;
        var answer = await api.PostAsync($"/api/v1/namespaces/{ns}/serviceaccounts/{name}/token", request, cancel);
        return answer["status"]!["token"]!.GetValue<string>();
    }

    private static ComponentRequest Read(JsonNode audited) => new(
        audited["user"]!["username"]!.GetValue<string>(),
        audited["verb"]!.GetValue<string>(),
        audited["requestURI"]!.GetValue<string>(),
        audited["annotations"]?["authorization.k8s.io/decision"]?.GetValue<string>() == "forbid",
        audited["objectRef"] is not { } about ? null : new(
            Text(about["apiGroup"]),
            Text(about["subresource"]) is { Length: > 0 } subresource ? $"{Text(about["resource"])}/{subresource}" : Text(about["resource"]),
            Text(about["namespace"]),
            Text(about["name"])));

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";
}
