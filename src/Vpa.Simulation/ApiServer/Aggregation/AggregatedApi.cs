using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>A group and version that an APIService hands to another server.</summary>
internal sealed record AggregatedApi(string Group, string Version, string Namespace, string Service, int Port, byte[]? Authority, bool Insecure)
{
    private const int DefaultPort = 443;

    public static AggregatedApi? Read(JsonObject service)
    {
        if (service.At("spec", "service") is not { } target)
        {
            return null;
        }

        return new AggregatedApi(
            service.TextAt("spec", "group") ?? "",
            service.TextAt("spec", "version") ?? "",
            target.TextAt("namespace") ?? "",
            target.TextAt("name") ?? "",
            (int)(target.NumberAt("port") ?? DefaultPort),
            service.TextAt("spec", "caBundle") is { Length: > 0 } bundle ? Convert.FromBase64String(bundle) : null,
            service.FlagAt("spec", "insecureSkipTLSVerify") == true);
    }

    public Uri Url(string pathAndQuery) => new($"https://{Service}.{Namespace}.svc:{Port}{pathAndQuery}");
}
