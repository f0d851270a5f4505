using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>The status of one container.</summary>
internal sealed class WireContainerStatus
{
    [JsonConverter(typeof(PooledTextConverter))]
    public string? Name { get; set; }

    public int RestartCount { get; set; }

    public WireResources? Resources { get; set; }

    public WireContainerState? State { get; set; }

    public WireContainerState? LastState { get; set; }
}
