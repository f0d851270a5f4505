namespace Vpa.E2E.Tests.Clusters;

/// <summary>A request as the API server remembers it.</summary>
/// <param name="User">Who sent it.</param>
/// <param name="Verb">What it was to do.</param>
/// <param name="Target">Path or resource it was about.</param>
/// <param name="WasDenied">Whether authorization refused it.</param>
/// <param name="Object">The object or collection it was about; null when it was about none.</param>
internal sealed record ComponentRequest(string User, string Verb, string Target, bool WasDenied, RequestedObject? Object = null)
{
    /// <summary>What the user names of ServiceAccounts in kube-system begin with.</summary>
    public const string ServiceAccounts = "system:serviceaccount:kube-system:";
}
