using k8s;

namespace Vpa.Simulation.Connection;

/// <summary>The library's client with its authenticated raw request made reachable.</summary>
internal sealed class RawKubernetes(KubernetesClientConfiguration configuration) : k8s.Kubernetes(configuration)
{
    /// <summary>Sends a request whose path is relative to the API server.</summary>
    /// <exception cref="k8s.Autorest.HttpOperationException">The server answered with an error status.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string pathAndQuery, HttpContent? content, CancellationToken ct)
    {
        var request = new HttpRequestMessage(method, new Uri(BaseUri, pathAndQuery)) { Content = content, Version = new Version(2, 0) };
        return SendRequestRaw(string.Empty, request, ct);
    }
}
