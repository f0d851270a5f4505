using System.Text.Json.Serialization;

namespace Vpa.Simulation.Objects;

/// <summary>Requests and limits as the API carries them: quantities as text, by resource name.</summary>
internal sealed record ResourceRequirements
{
    public const string Cpu = "cpu";
    public const string Memory = "memory";

    [JsonConverter(typeof(QuantityMapConverter))]
    public Dictionary<string, string>? Limits { get; init; }

    [JsonConverter(typeof(QuantityMapConverter))]
    public Dictionary<string, string>? Requests { get; init; }

    /// <summary>The CPU request in nanocores; 0 when absent or malformed.</summary>
    public long CpuRequest() => QuantityText.NanocoresOf(Requests, Cpu) ?? 0;

    /// <summary>The memory request in bytes; 0 when absent or malformed.</summary>
    public long MemoryRequest() => QuantityText.BytesOf(Requests, Memory) ?? 0;

    /// <summary>The CPU limit in nanocores; null when absent or malformed.</summary>
    public long? CpuLimit() => QuantityText.NanocoresOf(Limits, Cpu);

    /// <summary>The memory limit in bytes; null when absent or malformed.</summary>
    public long? MemoryLimit() => QuantityText.BytesOf(Limits, Memory);

    /// <summary>Whether requests and limits of CPU are the same amounts, however written.</summary>
    public bool SameCpu(ResourceRequirements other) =>
        QuantityText.NanocoresOf(Requests, Cpu) == QuantityText.NanocoresOf(other.Requests, Cpu) && CpuLimit() == other.CpuLimit();

    /// <summary>Whether requests and limits of memory are the same amounts, however written.</summary>
    public bool SameMemory(ResourceRequirements other) =>
        QuantityText.BytesOf(Requests, Memory) == QuantityText.BytesOf(other.Requests, Memory) && MemoryLimit() == other.MemoryLimit();
}
