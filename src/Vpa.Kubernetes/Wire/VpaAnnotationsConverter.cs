using System.Text.Json;

namespace Vpa.Kubernetes.Wire;

/// <summary>
/// Annotations, of which only a few mean anything here: those named <c>vpa...</c>, and those of eviction events (R125). The last-applied
/// configuration alone can be larger than all else that is kept of an object.
/// </summary>
internal sealed class VpaAnnotationsConverter : StringMapConverter
{
    /// <inheritdoc/>
    protected override bool Keeps(ref Utf8JsonReader key) =>
        key.HasValueSequence || key.ValueIsEscaped || IsUsed(key.ValueSpan);

    private static bool IsUsed(ReadOnlySpan<byte> name) =>
        name.StartsWith("vpa"u8) || name.StartsWith("offending_containers"u8) || name.StartsWith("starved_resource"u8);
}
