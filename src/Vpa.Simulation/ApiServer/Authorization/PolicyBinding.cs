using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Rules bound to subjects, in one namespace or (null) everywhere.</summary>
internal sealed record PolicyBinding(string? Namespace, IReadOnlyList<JsonObject> Subjects, IReadOnlyList<PolicyRule> Rules)
{
    public bool Covers(UserInfo user) => Subjects.Any(s => s.TextAt("kind") switch
    {
        "User" => s.TextAt("name") == user.Name,
        "Group" => user.Groups.Contains(s.TextAt("name") ?? "", StringComparer.Ordinal),
        "ServiceAccount" => user.Name == $"system:serviceaccount:{s.TextAt("namespace") ?? Namespace}:{s.TextAt("name")}",
        _ => false,
    });
}
