namespace Vpa.E2E.Tests.Clusters;

/// <summary>A request as the API server remembers it.</summary>
/// <param name="User">Who sent it.</param>
/// <param name="Verb">What it was to do.</param>
/// <param name="Target">Path or resource it was about.</param>
/// <param name="WasDenied">Whether authorization refused it.</param>
internal sealed record ComponentRequest(string User, string Verb, string Target, bool WasDenied)
{
    /// <summary>What the user names of ServiceAccounts in kube-system begin with.</summary>
    public const string ServiceAccounts = "system:serviceaccount:kube-system:";
}
