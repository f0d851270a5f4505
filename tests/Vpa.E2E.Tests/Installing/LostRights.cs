using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Installing;

/// <summary>
/// Takes every right of an installation away from the API server, one at a time, and asks the server whether it would still let a request through
/// that the roles did make.
/// </summary>
/// <param name="api">The API server, as its administrator.</param>
/// <param name="manifest">What is installed.</param>
/// <param name="made">Requests that the roles made.</param>
internal sealed class LostRights(ApiClient api, RenderedManifest manifest, IReadOnlyCollection<AuditedRequest> made)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly IReadOnlyList<RoleRight> _rights = RoleRight.Of(manifest);

    /// <summary>Fails with the first right that is not needed: no request was made for which there is it and nothing else.</summary>
    public Task AssertEachIsMissedAsync() =>
        // No request needs two of them, so that the roles can be gone through side by side.
        Task.WhenAll(_rights.GroupBy(r => r.Role).Select(role => TakeEachAwayAsync(role.Key, [.. role])));

    private async Task TakeEachAwayAsync(JsonObject role, IReadOnlyList<RoleRight> rights)
    {
        var rules = RoleRight.Split(role);
        await ReplaceAsync(role, rules);
        for (var lost = 0; lost < rules.Count; lost++)
        {
            var requests = rights.Where(r => r.Rule == lost).Select(r => OnlyBy(r.Grant)).ToList();
            await UntilAsync(requests, allowed: true);
            await ReplaceAsync(role, rules.Where((_, rule) => rule != lost));
            await UntilAsync(requests, allowed: false);
            await ReplaceAsync(role, rules);
        }
    }

    /// <summary>A request that was made, and that no other right allows.</summary>
    private AuditedRequest OnlyBy(Grant grant) =>
        made.FirstOrDefault(r => grant.Allows(r) && _rights.Count(other => other.Grant.Allows(r)) == 1)
        ?? throw new InvalidOperationException($"Nothing is lost without the right {grant}");

    private async Task ReplaceAsync(JsonObject role, IEnumerable<JsonObject> rules)
    {
        var ns = role["metadata"]!["namespace"]?.GetValue<string>();
        var path = $"/apis/rbac.authorization.k8s.io/v1/{(ns is null ? "clusterroles" : $"namespaces/{ns}/roles")}/{RenderedManifest.Name(role)}";
        var (code, body) = await api.SendAsync(HttpMethod.Patch, path, new JsonObject { ["rules"] = new JsonArray([.. rules.Select(r => r.DeepClone())]) }.ToJsonString());
        Assert.True((int)code == 200, body);
    }

    /// <summary>The authorizer reads roles from a cache that follows within moments.</summary>
    private async Task UntilAsync(IEnumerable<AuditedRequest> requests, bool allowed)
    {
        foreach (var request in requests)
        {
            await Polling.UntilAsync(
                $"{request} to be {(allowed ? "allowed" : "denied")}", Patience, async cancel => await IsAllowedAsync(request, cancel) == allowed ? null : "it is not", Pause);
        }
    }

    private async Task<bool> IsAllowedAsync(AuditedRequest request, CancellationToken cancel)
    {
        var account = request.Account.Split('/');
        var resource = request.Resource.Split('/', 2);
        var review = new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SubjectAccessReview",
            ["spec"] = new JsonObject
            {
                ["user"] = $"system:serviceaccount:{account[0]}:{account[1]}",
                ["groups"] = new JsonArray("system:serviceaccounts", $"system:serviceaccounts:{account[0]}", "system:authenticated"),
                ["resourceAttributes"] = new JsonObject
                {
                    ["verb"] = request.Verb,
                    ["group"] = request.Group,
                    ["resource"] = resource[0],
                    ["subresource"] = resource.ElementAtOrDefault(1) ?? "",
                    ["namespace"] = request.Namespace,
                    ["name"] = request.Name,
                },
            },
        };
        var answer = await api.PostAsync("/apis/authorization.k8s.io/v1/subjectaccessreviews", review, cancel);
        return answer["status"]!["allowed"]!.GetValue<bool>();
    }
}
