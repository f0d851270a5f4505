using System.Collections.Immutable;

namespace Vpa.Kubernetes.Admitting;

/// <summary>How the webhook is to be registered (A31); defaults are upstream's.</summary>
public sealed record WebhookRegistrationOptions
{
    /// <summary>Namespace of the service, from the environment variable <c>NAMESPACE</c>.</summary>
    public string ServiceNamespace { get; init; } = "kube-system";

    /// <summary>Name of the service (<c>--webhook-service</c>). Default: <c>vpa-webhook</c>.</summary>
    public string ServiceName { get; init; } = "vpa-webhook";

    /// <summary>Whether to register a URL instead of the service (<c>--register-by-url</c>). Default: false.</summary>
    public bool ByUrl { get; init; }

    /// <summary>The URL up to the port, with its scheme (<c>--webhook-address</c>).</summary>
    public string Address { get; init; } = "";

    /// <summary>The URL's port (<c>--webhook-port</c>).</summary>
    public string Port { get; init; } = "";

    /// <summary>The URL that is registered when <see cref="ByUrl"/> is set.</summary>
    public string Url => $"{Address}:{Port}";

    /// <summary>The name that the API server expects the certificate to be for; empty when <see cref="Url"/> is none.</summary>
    public string ServerName => !ByUrl ? $"{ServiceName}.{ServiceNamespace}.svc" : Uri.TryCreate(Url, UriKind.Absolute, out var url) ? url.IdnHost : "";

    /// <summary>Seconds the API server waits for an answer, 1 to 30 (<c>--webhook-timeout-seconds</c>). Default: 30.</summary>
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>Whether pods are refused while the webhook does not answer (<c>--webhook-failure-policy-fail</c>). Default: false.</summary>
    public bool FailurePolicyFail { get; init; }

    /// <summary>Labels of the configuration (<c>--webhook-labels</c>), see <see cref="WebhookLabels"/>.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Namespaces the webhook is not to be called for (<c>--ignored-vpa-object-namespaces</c>).</summary>
    public ImmutableArray<string> IgnoredNamespaces { get; init; } = [];

    /// <summary>The only namespace it is to be called for (<c>--vpa-object-namespace</c>); empty for all.</summary>
    public string SelectedNamespace { get; init; } = "";

    /// <summary>Time from the start to the registration, so that the endpoint is up (A29). Default: 10 s.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(10);
}
