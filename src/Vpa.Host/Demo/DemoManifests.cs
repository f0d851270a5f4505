namespace Vpa.Host.Demo;

/// <summary>Manifests that travel inside the program: the definitions and rights of <c>deploy/</c>, and the demo's workloads.</summary>
internal static class DemoManifests
{
    /// <summary>What has to be there before the roles start, in this order.</summary>
    public static IEnumerable<string> Installation =>
    [
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: demo}\n",
        .. Names("deploy.crds."),
        .. Names("deploy.rbac."),
    ];

    /// <summary>The Deployments.</summary>
    public static string Workloads => Read("workloads.yaml");

    /// <summary>Their VPAs.</summary>
    public static string Autoscalers => Read("autoscalers.yaml");

    private static IEnumerable<string> Names(string prefix) => typeof(DemoManifests).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(Read);

    private static string Read(string name)
    {
        using var stream = typeof(DemoManifests).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not part of this program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
