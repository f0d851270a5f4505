using System.Net.Security;
using System.Net.Sockets;

namespace Vpa.E2E.Tests.Admitting;

/// <summary>What a webhook shows to whoever connects.</summary>
internal static class ServedCertificate
{
    /// <summary>The serial number of the certificate that a new connection to this port of the machine is shown.</summary>
    public static async Task<string> SerialNumberAsync(int port)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("localhost", port);
        var shown = "";
        await using var tls = new SslStream(tcp.GetStream(), false, (_, certificate, _, _) => (shown = certificate?.GetSerialNumberString() ?? "").Length > 0);
        await tls.AuthenticateAsClientAsync("localhost");
        return shown;
    }

    /// <summary>The same of several ports, in their order.</summary>
    public static async Task<IReadOnlyList<string>> SerialNumbersAsync(IEnumerable<int> ports) => await Task.WhenAll(ports.Select(SerialNumberAsync));
}
