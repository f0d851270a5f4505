using k8s;
using k8s.KubeConfigModels;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Vpa.Kubernetes.Client;

/// <summary>Finds the configuration: a named kubeconfig file, <c>KUBECONFIG</c>, or the in-cluster service account, in this order.</summary>
internal static class KubernetesConfiguration
{
    private const string EnvironmentVariable = "KUBECONFIG";
    private const string ServiceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    /// <summary>Loads the configuration.</summary>
    /// <exception cref="KubernetesConfigurationException">There is none, or it cannot be read.</exception>
    public static KubernetesClientConfiguration Load(string? kubeconfigPath, TimeProvider time)
    {
        if (!string.IsNullOrEmpty(kubeconfigPath))
        {
            return Read($"kubeconfig '{kubeconfigPath}'", () => FromFiles([kubeconfigPath]));
        }

        var paths = Environment.GetEnvironmentVariable(EnvironmentVariable);
        if (!string.IsNullOrEmpty(paths))
        {
            return Read($"{EnvironmentVariable} '{paths}'", () => FromFiles(paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)));
        }

        return KubernetesClientConfiguration.IsInCluster()
            ? Read("the in-cluster service account", () => InCluster(time))
            : throw new KubernetesConfigurationException($"No API server is configured: --kubeconfig and {EnvironmentVariable} are empty, and this process does not run in a cluster.");
    }

    private static KubernetesClientConfiguration InCluster(TimeProvider time)
    {
        var configuration = KubernetesClientConfiguration.InClusterConfig();
        configuration.TokenProvider = new TokenFile(ServiceAccountToken, time);
        return configuration;
    }

    private static KubernetesClientConfiguration FromFiles(string[] paths)
    {
        var missing = paths.FirstOrDefault(p => !File.Exists(p));
        if (missing is not null)
        {
            throw new FileNotFoundException($"File '{missing}' does not exist.");
        }

        // The client library merges several files only on its default path, which reads the same variable.
        return paths.Length == 1 ? FromFile(paths[0]) : KubernetesClientConfiguration.BuildDefaultConfig();
    }

    /// <summary>
    /// Reads one file. Not by the client library: its YAML reader looks at every property of every type of the Kubernetes API first, which costs 300 ms of CPU time and 20 MiB for good.
    /// </summary>
    private static KubernetesClientConfiguration FromFile(string path)
    {
        var yaml = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).IgnoreUnmatchedProperties().Build();
        var configuration = yaml.Deserialize<K8SConfiguration>(File.ReadAllText(path)) ?? throw new FormatException("it is empty.");
        configuration.FileName = Path.GetFullPath(path); // what relative paths in it start from
        return KubernetesClientConfiguration.BuildConfigFromConfigObject(configuration);
    }

    private static KubernetesClientConfiguration Read(string source, Func<KubernetesClientConfiguration> load)
    {
        try
        {
            return load();
        }
        catch (Exception e)
        {
            // The loaders throw many types (YAML, IO, format, crypto); to an operator all mean the same.
            throw new KubernetesConfigurationException($"Cannot use {source}: {e.Message}", e);
        }
    }
}
