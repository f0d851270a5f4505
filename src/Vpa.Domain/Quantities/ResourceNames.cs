namespace Vpa.Domain.Quantities;

/// <summary>The names of the two resources that are recommended.</summary>
public static class ResourceNames
{
    /// <summary>CPU, in cores.</summary>
    public const string Cpu = "cpu";

    /// <summary>Memory, in bytes.</summary>
    public const string Memory = "memory";
}
