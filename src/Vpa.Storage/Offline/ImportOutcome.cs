using System.Runtime.InteropServices;

namespace Vpa.Storage.Offline;

/// <summary>What an import did.</summary>
/// <param name="Added">Histories of containers that had none.</param>
/// <param name="Replaced">Histories that took the place of others.</param>
/// <param name="Kept">Histories left out because there was one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ImportOutcome(int Added, int Replaced, int Kept);
