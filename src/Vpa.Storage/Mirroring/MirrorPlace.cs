using System.Runtime.InteropServices;

namespace Vpa.Storage.Mirroring;

/// <summary>Where the mirror has the latest frame of a record.</summary>
/// <param name="Offset">Offset of the frame in the file.</param>
/// <param name="Length">Bytes of the frame.</param>
/// <param name="Checksum">The frame's own checksum.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MirrorPlace(long Offset, int Length, uint Checksum);
