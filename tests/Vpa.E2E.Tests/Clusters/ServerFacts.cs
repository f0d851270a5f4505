using System.Globalization;
using System.Text.Json.Nodes;

namespace Vpa.E2E.Tests.Clusters;

/// <summary>What an API server says it is and serves.</summary>
internal sealed record ServerFacts(string GitVersion, int Minor, bool HasPolicyV1, bool HasCronJobsV1, bool HasPodResize)
{
    /// <summary>Whether validation rules of CustomResourceDefinitions are evaluated (on by default since 1.25).</summary>
    public bool EvaluatesCrdRules => Minor >= 25;

    public static async Task<ServerFacts> DiscoverAsync(ApiClient api, CancellationToken cancel = default)
    {
        var version = await api.GetAsync("/version", cancel);
        var policy = await api.FindAsync("/apis/policy/v1", cancel);
        var batch = await api.FindAsync("/apis/batch/v1", cancel);
        var core = await api.GetAsync("/api/v1", cancel);
        var minor = version["minor"]!.GetValue<string>().TrimEnd('+');
        return new(
            version["gitVersion"]!.GetValue<string>(),
            int.Parse(minor, CultureInfo.InvariantCulture),
            policy is not null,
            Serves(batch, "cronjobs"),
            Serves(core, "pods/resize"));
    }

    private static bool Serves(JsonNode? group, string resource) =>
        group?["resources"]?.AsArray().Any(r => r!["name"]!.GetValue<string>() == resource) ?? false;
}
