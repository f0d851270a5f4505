using System.Text.Json.Serialization;

namespace Vpa.Simulation.Objects;

/// <summary>The parts of <c>metadata</c> that the controllers use.</summary>
internal sealed record ObjectMeta
{
    public string Name { get; init; } = string.Empty;

    public string Namespace { get; init; } = string.Empty;

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public long? Generation { get; init; }

    public DateTimeOffset? CreationTimestamp { get; init; }

    public DateTimeOffset? DeletionTimestamp { get; init; }

    public Dictionary<string, string>? Labels { get; init; }

    public Dictionary<string, string>? Annotations { get; init; }

    public IReadOnlyList<OwnerReference>? OwnerReferences { get; init; }

    /// <summary>The owner that manages the object; at most one reference has <c>controller: true</c>.</summary>
    [JsonIgnore]
    public OwnerReference? ControllerOwner => OwnerReferences?.FirstOrDefault(o => o.Controller == true);

    /// <summary>Namespace and name, for logs and for ordering.</summary>
    [JsonIgnore]
    public string Key => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
