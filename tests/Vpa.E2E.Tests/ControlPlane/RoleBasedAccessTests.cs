using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;

namespace Vpa.E2E.Tests.ControlPlane;

/// <summary>The RBAC of deploy/rbac on a real API server: each ServiceAccount may do its work, and no more (section 5).</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class RoleBasedAccessTests(ControlPlaneFixture controlPlane)
{
    private const string Recommender = "vpa-recommender";
    private const string Updater = "vpa-updater";
    private const string Admission = "vpa-admission-controller";

    [SkippableTheory]
    [InlineData(Recommender, "watch", "", "pods")]
    [InlineData(Recommender, "watch", "", "events")]
    [InlineData(Recommender, "create", "", "events")]
    [InlineData(Recommender, "list", "metrics.k8s.io", "pods")]
    [InlineData(Recommender, "watch", "autoscaling.k8s.io", "verticalpodautoscalers")]
    [InlineData(Recommender, "patch", "autoscaling.k8s.io", "verticalpodautoscalers/status")]
    [InlineData(Recommender, "create", "autoscaling.k8s.io", "verticalpodautoscalercheckpoints")]
    [InlineData(Recommender, "list", "autoscaling.k8s.io", "verticalpodautoscalercheckpoints")]
    [InlineData(Recommender, "patch", "autoscaling.k8s.io", "verticalpodautoscalercheckpoints")]
    [InlineData(Recommender, "delete", "autoscaling.k8s.io", "verticalpodautoscalercheckpoints")]
    [InlineData(Recommender, "get", "example.com", "widgets/scale")]
    [InlineData(Recommender, "watch", "batch", "cronjobs")]
    [InlineData(Recommender, "create", "coordination.k8s.io", "leases")]
    [InlineData(Recommender, "update", "coordination.k8s.io", "leases", "vpa-recommender-lease")]
    [InlineData(Updater, "create", "", "pods/eviction")]
    [InlineData(Updater, "patch", "", "pods/resize")]
    [InlineData(Updater, "patch", "", "pods")]
    [InlineData(Updater, "watch", "", "limitranges")]
    [InlineData(Updater, "patch", "", "events")]
    [InlineData(Updater, "watch", "apps", "replicasets")]
    [InlineData(Updater, "get", "coordination.k8s.io", "leases", "vpa-admission-controller")]
    [InlineData(Updater, "update", "coordination.k8s.io", "leases", "vpa-updater")]
    [InlineData(Admission, "watch", "autoscaling.k8s.io", "verticalpodautoscalers")]
    [InlineData(Admission, "watch", "", "limitranges")]
    [InlineData(Admission, "watch", "apps", "statefulsets")]
    [InlineData(Admission, "create", "admissionregistration.k8s.io", "mutatingwebhookconfigurations")]
    [InlineData(Admission, "patch", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", "vpa-webhook-config")]
    [InlineData(Admission, "update", "coordination.k8s.io", "leases", "vpa-admission-controller")]
    [InlineData(Admission, "update", "", "secrets", "vpa-webhook-self-managed-certs")]
    public async Task A_component_may_do_what_it_needs(string account, string verb, string group, string resource, string? name = null) =>
        Assert.True(await MayAsync(account, verb, group, resource, name));

    [SkippableTheory]
    [InlineData(Recommender, "create", "", "pods/eviction")]
    [InlineData(Recommender, "patch", "", "pods")]
    [InlineData(Recommender, "patch", "autoscaling.k8s.io", "verticalpodautoscalers")]
    [InlineData(Recommender, "get", "", "secrets", "vpa-tls-certs")]
    [InlineData(Recommender, "watch", "autoscaling.k8s.io", "verticalpodautoscalercheckpoints")]
    [InlineData(Recommender, "list", "", "namespaces")]
    [InlineData(Recommender, "update", "coordination.k8s.io", "leases", "vpa-updater")]
    [InlineData(Updater, "patch", "autoscaling.k8s.io", "verticalpodautoscalers/status")]
    [InlineData(Updater, "list", "metrics.k8s.io", "pods")]
    [InlineData(Updater, "delete", "", "pods")]
    [InlineData(Updater, "update", "coordination.k8s.io", "leases", "vpa-admission-controller")]
    [InlineData(Updater, "get", "", "secrets", "vpa-tls-certs")]
    [InlineData(Admission, "get", "", "secrets", "another")]
    [InlineData(Admission, "list", "", "secrets")]
    [InlineData(Admission, "list", "", "pods")]
    [InlineData(Admission, "create", "", "pods/eviction")]
    [InlineData(Admission, "delete", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", "someone-elses")]
    [InlineData(Admission, "patch", "autoscaling.k8s.io", "verticalpodautoscalers/status")]
    public async Task A_component_may_do_nothing_else(string account, string verb, string group, string resource, string? name = null) =>
        Assert.False(await MayAsync(account, verb, group, resource, name));

    [SkippableFact]
    public async Task A_token_of_an_account_is_that_account()
    {
        var cluster = controlPlane.Require();
        await Installation.InstallAsync(cluster);
        var token = await cluster.IssueServiceAccountTokenAsync("kube-system", Updater);
        using var admin = new ApiClient(cluster, cluster.AdminToken);
        var review = new JsonObject
        {
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["kind"] = "TokenReview",
            ["spec"] = new JsonObject { ["token"] = token },
        };
        var status = (await admin.PostAsync("/apis/authentication.k8s.io/v1/tokenreviews", review))["status"]!;
        Assert.Equal("system:serviceaccount:kube-system:vpa-updater", status["user"]!["username"]!.GetValue<string>());
    }

    private async Task<bool> MayAsync(string account, string verb, string group, string resource, string? name)
    {
        var cluster = controlPlane.Require();
        await Installation.InstallAsync(cluster);
        using var api = new ApiClient(cluster, await cluster.IssueServiceAccountTokenAsync("kube-system", account));
        var parts = resource.Split('/');
        var attributes = new JsonObject
        {
            ["namespace"] = "kube-system",
            ["verb"] = verb,
            ["group"] = group,
            ["resource"] = parts[0],
            ["subresource"] = parts.Length > 1 ? parts[1] : string.Empty,
            ["name"] = name ?? string.Empty,
        };
        var review = new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = new JsonObject { ["resourceAttributes"] = attributes },
        };
        var answer = await api.PostAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review);
        return answer["status"]!["allowed"]!.GetValue<bool>();
    }
}
