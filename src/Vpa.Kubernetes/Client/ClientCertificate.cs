using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;

namespace Vpa.Kubernetes.Client;

/// <summary>The client certificate of a configuration, given inline (base64 of PEM) or as files.</summary>
internal static class ClientCertificate
{
    /// <summary>The certificate with its key, or null when the configuration has none.</summary>
    public static X509Certificate2? Of(KubernetesClientConfiguration configuration)
    {
        var certificate = Pem(configuration.ClientCertificateData, configuration.ClientCertificateFilePath);
        var key = Pem(configuration.ClientCertificateKeyData, configuration.ClientKeyFilePath);
        return certificate is null || key is null ? null : X509Certificate2.CreateFromPem(certificate, key);
    }

    private static string? Pem(string? data, string? path) =>
        !string.IsNullOrEmpty(data) ? Encoding.UTF8.GetString(Convert.FromBase64String(data))
        : !string.IsNullOrEmpty(path) ? File.ReadAllText(path)
        : null;
}
