namespace Vpa.Kubernetes.Client;

/// <summary>Lets requests pass at the client's own rate (R151, U4, A7). A watch takes one permit when it is opened, none while it streams.</summary>
internal sealed class RateLimitHandler(RequestPacer pacer, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await pacer.TakeAsync(cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }
}
