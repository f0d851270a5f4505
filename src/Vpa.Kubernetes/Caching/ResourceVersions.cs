using System.Globalization;

namespace Vpa.Kubernetes.Caching;

/// <summary>
/// Order of resourceVersions. Kubernetes compares those of one resource as whole numbers; for anything else the order is unknown.
/// </summary>
internal static class ResourceVersions
{
    /// <summary>Whether <paramref name="version"/> is certainly older than <paramref name="other"/>.</summary>
    public static bool IsOlder(string? version, string? other) => Number(version) is { } a && Number(other) is { } b && a < b;

    private static ulong? Number(string? version) =>
        ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
