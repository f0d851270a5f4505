using System.Net;
using System.Net.Sockets;

namespace Vpa.E2E.Tests.Processes;

internal static class LoopbackPorts
{
    /// <summary>Returns ports that were free a moment ago, all different. Another process may still take one before it is used.</summary>
    public static int[] Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            listeners.ForEach(l => l.Start());
            return [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(l => l.Dispose());
        }
    }
}
