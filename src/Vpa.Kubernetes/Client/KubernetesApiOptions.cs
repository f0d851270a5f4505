namespace Vpa.Kubernetes.Client;

/// <summary>How to reach the API server and how hard to lean on it.</summary>
public sealed record KubernetesApiOptions
{
    /// <summary>Requests a second that upstream allows by default (R151).</summary>
    public const double DefaultQueriesPerSecond = 50;

    /// <summary>Requests at once that upstream allows by default (R151).</summary>
    public const int DefaultBurst = 100;

    /// <summary>Path of a kubeconfig file, whose current context is used; empty or null takes <c>KUBECONFIG</c>, else the in-cluster service account.</summary>
    public string? KubeconfigPath { get; init; }

    /// <summary>What this process does, for example <c>updater</c>; the User-Agent is <c>vpa-</c> and this.</summary>
    public string Role { get; init; } = "client";

    /// <summary>Sustained requests a second (<c>--kube-api-qps</c>); 0 or less means no limit.</summary>
    public double QueriesPerSecond { get; init; } = DefaultQueriesPerSecond;

    /// <summary>Requests that may go out at once (<c>--kube-api-burst</c>); at least 1.</summary>
    public int Burst { get; init; } = DefaultBurst;

    /// <summary>Longest wait for the answer to one request other than a watch.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
