using System.Net;
using System.Net.Sockets;

namespace Vpa.E2E.Tests.Processes;

/// <summary>
/// A port of this machine that leads to others, as a Service leads to the Pods that are ready: new connections go where it leads now, to one port after the
/// other; open ones stay where they are.
/// </summary>
internal sealed class ForwardedPort : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<(Socket Near, Task Forwarding)> _connections = [];
    private readonly Task _accepting;
    private volatile int[] _targets = [];

    public ForwardedPort()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>From now on new connections go to these ports of the machine, in turn.</summary>
    public void LeadTo(params int[] ports) => _targets = ports;

    /// <summary>
    /// Closes the connections that are open, and returns when their clients have closed them too, so that the next request opens another. For moments when
    /// no request is under way.
    /// </summary>
    public async Task CutIdleAsync()
    {
        foreach (var (near, forwarding) in Open())
        {
            try
            {
                near.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It has just ended by itself.
            }

            await forwarding.WaitAsync(Patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(Open().Select(c => c.Forwarding));
        _stop.Dispose();
    }

    private List<(Socket Near, Task Forwarding)> Open()
    {
        lock (_gate)
        {
            _connections.RemoveAll(c => c.Forwarding.IsCompleted);
            return [.. _connections];
        }
    }

    private async Task AcceptAsync()
    {
        for (var accepted = 0; ; accepted++)
        {
            var near = await _listener.AcceptSocketAsync(_stop.Token);
            var targets = _targets;
            lock (_gate)
            {
                _connections.RemoveAll(c => c.Forwarding.IsCompleted);
                _connections.Add((near, ForwardAsync(near, targets.Length == 0 ? 0 : targets[accepted % targets.Length])));
            }
        }
    }

    private async Task ForwardAsync(Socket socket, int target)
    {
        using var far = new TcpClient();
        await using var near = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, target, _stop.Token);
            // When either side has ended, so does the other.
            await Task.WhenAny(near.CopyToAsync(far.GetStream(), _stop.Token), far.GetStream().CopyToAsync(near, _stop.Token));
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            // Nobody listens there, or one side has broken off: the client sees its connection closed, as it would behind a Service.
        }
    }
}
