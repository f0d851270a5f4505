using System.Runtime.InteropServices;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;

namespace Vpa.Updater;

/// <summary>One call to be made: a resize or an eviction.</summary>
/// <param name="Update">The VPA's part of the run.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Resize">The resize; null for an eviction.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PlannedUpdate(VpaUpdate Update, Pod Pod, PlannedResize? Resize);
