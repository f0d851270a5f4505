using System.Globalization;

namespace Vpa.Simulation.ApiServer;

/// <summary>Reading of resource versions.</summary>
internal static class ResourceVersion
{
    /// <exception cref="ApiStatusException">400 when it is not a number that this server could have issued.</exception>
    public static long Parse(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw ApiErrors.BadRequest($"resourceVersion: Invalid value: \"{text}\": not a resource version of this server");
}
