namespace Vpa.Host.Webhook;

/// <summary>How many threads the webhook works with.</summary>
internal static class WebhookThreads
{
    /// <summary>
    /// Lets the thread pool begin with one thread instead of one a core. A review takes some 0.1 ms and comes in five pieces of work (socket, TLS, HTTP, review, reply); with
    /// idle threads beside it, each piece wakes another one, which costs more than the piece. The pool adds threads by itself where work waits or blocks. To be called before the pool is used.
    /// </summary>
    public static void BeginWithOne() => AppContext.SetData("System.Threading.ThreadPool.MinThreads", 1);
}
