using System.Runtime.InteropServices;

namespace Vpa.Storage.Offline;

/// <summary>What a compaction did.</summary>
/// <param name="Histories">Histories kept.</param>
/// <param name="BytesBefore">Bytes of both copies before.</param>
/// <param name="BytesAfter">Bytes of both copies after.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CompactionOutcome(int Histories, long BytesBefore, long BytesAfter);
