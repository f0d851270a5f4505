namespace Vpa.Kubernetes.Tests.Caching;

/// <summary>What these tests keep of a ConfigMap.</summary>
internal sealed record ConfigItem(string Name, string Uid, string Revision)
{
    public const string Collection = "api/v1/namespaces/default/configmaps";
}
