using System.Threading.Channels;

namespace Vpa.Simulation.ApiServer;

/// <summary>The changes that wait for one watcher. A watcher that falls too far behind is ended, so that its client lists again.</summary>
internal sealed class WatchSubscription(int capacity)
{
    private readonly Channel<WatchEvent> _events = Channel.CreateBounded<WatchEvent>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public ChannelReader<WatchEvent> Reader => _events.Reader;

    /// <summary>False when the buffer overflowed; the subscription is over then.</summary>
    public bool Offer(WatchEvent change)
    {
        if (_events.Writer.TryWrite(change))
        {
            return true;
        }

        End();
        return false;
    }

    public void End() => _events.Writer.TryComplete();
}
