using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Vpa.Host.Roles;

/// <summary>A listen address in Go's notation: <c>:8942</c> means every interface.</summary>
/// <param name="Host">The IP address; null means every interface.</param>
/// <param name="Port">The port; 0 lets the system choose.</param>
internal sealed record ListenAddress(IPAddress? Host, int Port)
{
    /// <summary>Reads an address; false when it is none.</summary>
    public static bool TryParse(string text, out ListenAddress address)
    {
        address = new(null, 0);
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > IPEndPoint.MaxPort)
        {
            return false;
        }

        var host = text[..colon].Trim('[', ']');
        if (host.Length == 0)
        {
            address = new(null, port);
            return true;
        }

        if (!IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out var ip))
        {
            return false;
        }

        address = new(ip, port);
        return true;
    }

    /// <summary>Has a server listen here. Every interface means IPv6 and IPv4, and IPv4 alone on a node without IPv6.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="configure">What is spoken there.</param>
    public void Open(KestrelServerOptions kestrel, Action<ListenOptions> configure)
    {
        if (Host is { } host)
        {
            kestrel.Listen(host, Port, configure);
        }
        else
        {
            kestrel.ListenAnyIP(Port, configure);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Host?.ToString() ?? "*"}:{Port}";
}
