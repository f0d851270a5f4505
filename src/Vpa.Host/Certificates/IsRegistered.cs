namespace Vpa.Host.Certificates;

/// <summary>Tells whether the API server trusts CA certificates when it calls the webhook.</summary>
/// <param name="caPem">The certificates, PEM.</param>
/// <param name="cancellationToken">Ends the wait.</param>
/// <exception cref="Vpa.Kubernetes.Client.KubernetesApiException">It could not be told.</exception>
internal delegate Task<bool> IsRegistered(string caPem, CancellationToken cancellationToken);
