using System.Text.Json;
using k8s;
using Vpa.Kubernetes.Client;

namespace Vpa.Kubernetes.Tests.Client;

/// <summary>Kubeconfig files are read by code of our own for speed; the client library, which reads the same, says what must come out.</summary>
public sealed class KubernetesConfigurationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vpa-kubeconfig-").FullName;

    /// <summary>Kubeconfigs as kubectl, cloud command lines and kubeadm write them.</summary>
    public static TheoryData<string, string> Kubeconfigs => new()
    {
        { "a token, and a server whose name differs", Config("server: https://10.0.0.1:6443\n    tls-server-name: kubernetes.default\n    insecure-skip-tls-verify: true", "token: abc.def") },
        { "a token by a command", Config("server: https://10.0.0.1:6443", "exec: {apiVersion: client.authentication.k8s.io/v1, command: cat, args: ['{folder}/credential.json'], interactiveMode: Never}") },
        { "files beside the kubeconfig", Config("server: https://[::1]:6443\n    certificate-authority: pki/ca.crt", "client-certificate: pki/client.crt\n    client-key: pki/client.key") },
        { "certificates in the file", Config("server: https://api.example.com\n    certificate-authority-data: {ca}", "client-certificate-data: Y2VydA==\n    client-key-data: a2V5") },
        { "a password, and a user to act as", Config("server: https://10.0.0.1", "username: admin\n    password: secret\n    as: other") },
        { "an unknown member and extensions", Config("server: https://10.0.0.1\n    disable-compression: true\n    extensions:\n    - name: cluster_info\n      extension: {provider: minikube.sigs.k8s.io}", "token: abc") },
        { "JSON", """{"apiVersion":"v1","kind":"Config","clusters":[{"name":"c","cluster":{"server":"https://10.0.0.1"}}],"users":[{"name":"u","user":{"token":"t"}}],"contexts":[{"name":"x","context":{"cluster":"c","user":"u","namespace":"n"}}],"current-context":"x"}""" },
    };

    [Theory]
    [MemberData(nameof(Kubeconfigs))]
    public void A_kubeconfig_means_what_the_client_library_takes_it_for(string name, string yaml)
    {
        using var authority = new CertificateAuthority();
        Directory.CreateDirectory(Path.Combine(_folder, "pki"));
        File.WriteAllText(Path.Combine(_folder, "pki", "ca.crt"), authority.Pem);
        File.WriteAllText(
            Path.Combine(_folder, "credential.json"), """{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"from-a-command"}}""");
        var path = Path.Combine(_folder, "config");
        File.WriteAllText(path, yaml.Replace("{folder}", _folder, StringComparison.Ordinal).Replace("{ca}", Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(authority.Pem)), StringComparison.Ordinal));

        var expected = Outcome(() => KubernetesClientConfiguration.BuildConfigFromConfigFile(path));
        var actual = Outcome(() => KubernetesConfiguration.Load(path, TimeProvider.System));

        Assert.Equal(expected, actual);
        Assert.True(expected.Contains("10.0.0.1", StringComparison.Ordinal) || expected.Contains("api.example.com", StringComparison.Ordinal) || expected.Contains("[::1]", StringComparison.Ordinal), name);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("kind: Config\n", "")]
    [InlineData("[1, 2", "")]
    [InlineData("current-context: gone\ncontexts: []\nclusters: []\nusers: []\n", "gone")]
    public void An_unusable_kubeconfig_is_named(string yaml, string cause)
    {
        var path = Path.Combine(_folder, "config");
        File.WriteAllText(path, yaml);

        var failure = Assert.Throws<KubernetesConfigurationException>(() => KubernetesConfiguration.Load(path, TimeProvider.System));

        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Contains(cause, failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Config(string cluster, string user) => $"""
        apiVersion: v1
        kind: Config
        preferences: {"{}"}
        current-context: two
        clusters:
        - name: first
          cluster:
            server: https://192.0.2.1
        - name: c
          cluster:
            {cluster}
        users:
        - name: u
          user:
            {user}
        contexts:
        - name: one
          context: {"{cluster: first, user: u}"}
        - name: two
          context: {"{cluster: c, user: u, namespace: kube-system}"}
        """;

    private static string Outcome(Func<KubernetesClientConfiguration> load)
    {
        var configuration = load();
        return JsonSerializer.Serialize(
            typeof(KubernetesClientConfiguration).GetProperties()
                .Where(p => p.Name is not (nameof(KubernetesClientConfiguration.SslCaCerts) or nameof(KubernetesClientConfiguration.JsonSerializerOptions)))
                .Where(p => p is { GetMethod.IsStatic: false } && p.GetIndexParameters().Length == 0)
                .ToDictionary(p => p.Name, p => p.GetValue(configuration)?.ToString(), StringComparer.Ordinal))
            + string.Join(',', configuration.SslCaCerts?.Select(c => c.Thumbprint) ?? []);
    }
}
