using System.Text.Json;

namespace Vpa.Kubernetes.Wire;

/// <summary>An ExternalMetricValueList. Its items are read one by one, so that one that cannot be read costs only itself.</summary>
internal sealed class WireExternalMetricList
{
    public JsonElement[]? Items { get; set; }
}
