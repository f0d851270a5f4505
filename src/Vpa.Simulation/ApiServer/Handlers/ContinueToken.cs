using System.Globalization;
using System.Text;

namespace Vpa.Simulation.ApiServer;

/// <summary>Where the next page of a list begins: the snapshot's version and the last key of the page before.</summary>
internal sealed record ContinueToken(long Version, ObjectKey After)
{
    /// <exception cref="ApiStatusException">400 when it was not issued by this server.</exception>
    public static ContinueToken? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text.Replace('-', '+').Replace('_', '/'), bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split('\n') is [var version, var ns, var name]
            && long.TryParse(version, CultureInfo.InvariantCulture, out var number))
        {
            return new ContinueToken(number, new ObjectKey(ns, name));
        }

        throw ApiErrors.BadRequest("continue key is not valid");
    }

    /// <summary>Whether the key belongs to a later page than the token's last.</summary>
    public bool IsBefore(ObjectKey key)
    {
        var order = string.CompareOrdinal(After.Namespace, key.Namespace);
        return order < 0 || (order == 0 && string.CompareOrdinal(After.Name, key.Name) < 0);
    }

    public override string ToString() => Convert.ToBase64String(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version}\n{After.Namespace}\n{After.Name}")))
        .Replace('+', '-').Replace('/', '_');
}
