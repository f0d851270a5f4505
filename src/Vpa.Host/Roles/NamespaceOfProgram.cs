namespace Vpa.Host.Roles;

/// <summary>The namespace this program runs in (A8, U8).</summary>
internal static class NamespaceOfProgram
{
    private const string Default = "kube-system";

    /// <summary>The first that is not empty: the flag's value, <c>NAMESPACE</c> of the environment, <c>kube-system</c>.</summary>
    public static string Or(string flag) =>
        flag.Length > 0 ? flag : Environment.GetEnvironmentVariable("NAMESPACE") is { Length: > 0 } name ? name : Default;
}
