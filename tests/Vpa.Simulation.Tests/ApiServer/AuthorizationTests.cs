namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>Tokens and RBAC.</summary>
public sealed class AuthorizationTests : SimulatedServerTests
{
    private const string Account = "system:serviceaccount:kube-system:vpa-updater";
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";

    [Fact]
    public async Task Unknown_tokens_are_unauthorized_and_anonymous_users_see_health_only()
    {
        using var wrong = ClientOf("nonsense");
        (await wrong.GetAsync("/api/v1/pods")).ExpectStatus(401, "Unauthorized");
        using var anonymous = ClientOf(null);
        (await anonymous.GetAsync("/healthz")).Expect(200);
        (await anonymous.GetAsync("/apis")).ExpectStatus(403, "Forbidden");
        (await anonymous.GetAsync("/api/v1/pods")).ExpectStatus(403, "Forbidden", "User \"system:anonymous\" cannot list resource \"pods\" in API group \"\" at the cluster scope");
    }

    [Fact]
    public async Task A_cluster_role_allows_what_it_names()
    {
        using var client = ClientOf(Server.IssueToken(Account));
        (await client.GetAsync("/apis")).Expect(200);
        (await client.GetAsync("/api/v1/pods")).ExpectStatus(403, "Forbidden");
        var denied = Assert.Single(Server.Requests.Denied);
        Assert.Equal((Account, "list", "pods"), (denied.User, denied.Verb, denied.Resource));
        await RoleAsync("clusterroles", "ClusterRole", """{"apiGroups":[""],"resources":["pods","pods/eviction"],"verbs":["list","create"]}""");
        await BindAsync("clusterrolebindings", "ClusterRoleBinding", "ClusterRole", """{"kind":"ServiceAccount","namespace":"kube-system","name":"vpa-updater"}""");
        (await client.GetAsync("/api/v1/pods")).Expect(200);
        (await client.GetAsync(Default + "/pods")).Expect(200);
        (await client.GetAsync(Default + "/pods/p")).Expect(403);
        (await client.PostAsync(Default + "/pods/none/eviction", Manifests.Parse("{}"))).Expect(404);
        (await client.GetAsync("/api/v1/nodes")).Expect(403);
        (await Client.DeleteAsync(Rbac + "/clusterrolebindings/r")).Expect(200);
        (await client.GetAsync("/api/v1/pods")).Expect(403);
    }

    [Fact]
    public async Task A_role_allows_in_its_namespace_and_names_only()
    {
        using var client = ClientOf(Server.IssueToken(Account));
        await RoleAsync("namespaces/default/roles", "Role",
            """{"apiGroups":["coordination.k8s.io"],"resources":["leases"],"resourceNames":["mine"],"verbs":["get"]}""");
        await BindAsync("namespaces/default/rolebindings", "RoleBinding", "Role", """{"kind":"Group","name":"system:serviceaccounts:kube-system"}""");
        const string Leases = "/apis/coordination.k8s.io/v1/namespaces/{0}/leases/{1}";
        (await client.GetAsync(Path(Leases, "default", "mine"))).Expect(404);
        (await client.GetAsync(Path(Leases, "default", "other"))).Expect(403);
        (await client.GetAsync(Path(Leases, "kube-system", "mine"))).Expect(403);
    }

    [Fact]
    public async Task Service_accounts_get_tokens_that_work()
    {
        var answer = (await Client.PostAsync(
            "/api/v1/namespaces/default/serviceaccounts/default/token",
            Manifests.Parse("""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":600}}"""))).Expect(201);
        using var client = ClientOf(answer.Field("status.token"));
        (await client.GetAsync("/api/v1/pods")).ExpectStatus(403, "Forbidden", "system:serviceaccount:default:default");
    }

    private static string Path(string format, string ns, string name) =>
        format.Replace("{0}", ns, StringComparison.Ordinal).Replace("{1}", name, StringComparison.Ordinal);

    private async Task RoleAsync(string path, string kind, string rule) => (await Client.PostAsync(
        $"{Rbac}/{path}",
        Manifests.Parse($$$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"{{{kind}}}","metadata":{"name":"r"},"rules":[{{{rule}}}]}"""))).Expect(201);

    private async Task BindAsync(string path, string kind, string role, string subject) => (await Client.PostAsync(
        $"{Rbac}/{path}",
        Manifests.Parse(
            $$$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"{{{kind}}}","metadata":{"name":"r"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"{{{role}}}","name":"r"},"subjects":[{{{subject}}}]}
            """))).Expect(201);
}
