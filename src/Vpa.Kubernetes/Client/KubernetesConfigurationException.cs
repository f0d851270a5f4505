namespace Vpa.Kubernetes.Client;

/// <summary>No usable configuration for reaching an API server; the message says where it was looked for. Fatal at start (R151, U4).</summary>
/// <param name="message">What is wrong.</param>
/// <param name="innerException">The cause.</param>
public sealed class KubernetesConfigurationException(string message, Exception? innerException = null) : Exception(message, innerException);
