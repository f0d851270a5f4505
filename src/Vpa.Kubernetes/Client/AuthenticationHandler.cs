using System.Net.Http.Headers;
using System.Text;
using k8s;
using k8s.Authentication;

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
            ? await AskAsync(provider, cancellationToken)
            : _fixed;
        return await base.SendAsync(request, cancellationToken);
    }

    /// <exception cref="HttpRequestException">There are no credentials.</exception>
    private static async Task<AuthenticationHeaderValue> AskAsync(ITokenProvider provider, CancellationToken cancellationToken)
    {
        try
        {
            return await provider.GetAuthenticationHeaderAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Files, commands and cloud log-ins fail with many types; to a request all mean that it cannot be sent.
            throw new HttpRequestException($"no credentials: {e.Message}", e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }
}
