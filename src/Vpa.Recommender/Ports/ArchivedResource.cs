namespace Vpa.Recommender.Ports;

/// <summary>What was measured.</summary>
public enum ArchivedResource
{
    /// <summary>CPU, in cores.</summary>
    Cpu,

    /// <summary>Memory, in bytes.</summary>
    Memory,
}
