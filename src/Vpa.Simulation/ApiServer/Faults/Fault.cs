namespace Vpa.Simulation.ApiServer;

/// <summary>One way in which the server misbehaves towards a client. None of them alters what is stored, except that a cut
/// answer leaves a write done whose client does not know it.</summary>
public abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>Refuses the request before it is carried out.</summary>
    /// <param name="Code">HTTP status: 409, 410, 429, 500, 503 or any other error.</param>
    /// <param name="RetryAfterSeconds">Value of Retry-After; null for no such header.</param>
    public sealed record Refuse(int Code, int? RetryAfterSeconds = null) : Fault;

    /// <summary>Waits, on the transport clock, before the request is carried out.</summary>
    /// <param name="Time">How long.</param>
    public sealed record Delay(TimeSpan Time) : Fault;

    /// <summary>Cuts the connection before the request is carried out.</summary>
    public sealed record CutBefore : Fault;

    /// <summary>Carries the request out and cuts the connection when this much of the answer's body has been sent.</summary>
    /// <param name="AfterBytes">0 or more.</param>
    public sealed record CutBody(long AfterBytes) : Fault;

    /// <summary>Cuts a watch's connection.</summary>
    /// <param name="AfterEvents">Whole events sent before.</param>
    /// <param name="MidLine">Whether half of the next event is sent too; then the cut waits for that event.</param>
    public sealed record TearWatch(long AfterEvents, bool MidLine = false) : Fault;

    /// <summary>Keeps a watch's connection open and sends nothing more.</summary>
    /// <param name="AfterEvents">Events sent before.</param>
    public sealed record SilenceWatch(long AfterEvents) : Fault;

    /// <summary>Ends a watch with an ERROR event of code 410.</summary>
    /// <param name="AfterEvents">Events sent before.</param>
    public sealed record ExpireWatch(long AfterEvents) : Fault;

    /// <summary>Sends no bookmarks.</summary>
    public sealed record DropBookmarks : Fault;
}
