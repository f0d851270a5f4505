namespace Vpa.Simulation.ApiServer;

/// <summary>Who sends a request.</summary>
internal sealed record UserInfo(string Name, IReadOnlyList<string> Groups)
{
    public const string MastersGroup = "system:masters";
    private const string ServiceAccountPrefix = "system:serviceaccount:";

    public static UserInfo Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);

    public bool IsAdministrator => Groups.Contains(MastersGroup, StringComparer.Ordinal);

    /// <summary>Derives the groups that Kubernetes gives a user of this name.</summary>
    public static UserInfo Named(string name)
    {
        if (!name.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal))
        {
            return new UserInfo(name, ["system:authenticated"]);
        }

        var ns = name[ServiceAccountPrefix.Length..].Split(':')[0];
        return new UserInfo(name, ["system:serviceaccounts", "system:serviceaccounts:" + ns, "system:authenticated"]);
    }
}
