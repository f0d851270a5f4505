using System.Net.Http.Headers;
using System.Text;
using k8s;

namespace Vpa.Kubernetes.Client;

/// <summary>Adds credentials to each request; tokens from files and commands are asked for anew, as they rotate.</summary>
internal sealed class AuthenticationHandler(KubernetesClientConfiguration configuration, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly AuthenticationHeaderValue? _fixed =
        !string.IsNullOrEmpty(configuration.AccessToken) ? new("Bearer", configuration.AccessToken)
        : !string.IsNullOrEmpty(configuration.Username)
            ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{configuration.Username}:{configuration.Password}")))
            : null;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = configuration.TokenProvider is { } provider
            ? await provider.GetAuthenticationHeaderAsync(cancellationToken)
            : _fixed;
        return await base.SendAsync(request, cancellationToken);
    }
}
