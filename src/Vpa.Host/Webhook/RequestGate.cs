using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections.Features;
using Vpa.Host.Logging;

namespace Vpa.Host.Webhook;

/// <summary>
/// Lets requests through to the endpoint within limits. What is above them is answered with 503 at once: the API server then goes on by the
/// failure policy that the operator chose, instead of waiting in a queue until its own time-out. The body of such a request is not read, so
/// that turning away costs next to nothing.
/// </summary>
internal sealed class RequestGate(RequestDelegate handle, RequestLimits limits, WebhookMetrics metrics, TimeProvider clock, ILogger logger)
{
    // One message a minute tells the operator; one a request would be a second overload.
    private static readonly TimeSpan QuietTime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentStack<CancellationTokenSource> _timers = new();
    private int _requests;
    private int _requestsWhileDraining;
    private long _bodyBytes;
    private long _saidFullAt = long.MinValue;
    private volatile bool _isDraining;

    /// <summary>Requests in flight.</summary>
    public int InFlight => Volatile.Read(ref _requests);

    /// <summary>Whether <see cref="BeginDrain"/> was called.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>From now on connections are asked to close once their requests are answered; requests still are.</summary>
    public void BeginDrain() => _isDraining = true;

    /// <summary>Waits, in a drain, until no request has come for a while, which is when clients know better.</summary>
    /// <param name="quiet">How long none may have come.</param>
    /// <param name="atMost">The longest wait; it is looked at each time that <paramref name="quiet"/> has gone by.</param>
    /// <param name="time">The clock that the wait goes by.</param>
    public async Task UntilQuietAsync(TimeSpan quiet, TimeSpan atMost, TimeProvider time)
    {
        var (start, seen) = (time.GetTimestamp(), -1);
        while (seen != Volatile.Read(ref _requestsWhileDraining) && time.GetElapsedTime(start) < atMost)
        {
            seen = Volatile.Read(ref _requestsWhileDraining);
            await Task.Delay(quiet, time);
        }
    }

    /// <summary>Handles one request; a <see cref="RequestDelegate"/>.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (_isDraining)
        {
            // HTTP/2 sends GOAWAY, HTTP/1.1 "Connection: close"; the client's next request opens a connection to another replica.
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            Interlocked.Increment(ref _requestsWhileDraining);
        }

        var charge = RequestLimits.Charge(context.Request.ContentLength);
        var isWithin = (Interlocked.Increment(ref _requests) <= limits.Requests) & (Interlocked.Add(ref _bodyBytes, charge) <= limits.BodyBytes);
        try
        {
            await (isWithin ? HandleWithinTimeAsync(context) : TurnAwayAsync(context));
        }
        finally
        {
            Interlocked.Add(ref _bodyBytes, -charge);
            Interlocked.Decrement(ref _requests);
        }
    }

    private async Task HandleWithinTimeAsync(HttpContext context)
    {
        // Kestrel's own token, for a connection that breaks, is not looked at: reading a body ends then by itself, and nothing else lasts.
        var timer = StartTimer();
        context.RequestAborted = timer.Token;
        try
        {
            await handle(context);
            if (timer.IsCancellationRequested && !context.Response.HasStarted)
            {
                metrics.TurnedAway("timeout");
                logger.RequestTimedOut(limits.Timeout);
                await AnswerAsync(context, StatusCodes.Status408RequestTimeout, "the request was not complete in time");
            }
        }
        finally
        {
            Stop(timer);
        }
    }

    private CancellationTokenSource StartTimer()
    {
        if (!_timers.TryPop(out var timer))
        {
            return new(limits.Timeout, clock);
        }

        timer.CancelAfter(limits.Timeout);
        return timer;
    }

    private void Stop(CancellationTokenSource timer)
    {
        if (timer.TryReset())
        {
            _timers.Push(timer); // no more of them than there were requests at once
        }
        else
        {
            timer.Dispose();
        }
    }

    private Task TurnAwayAsync(HttpContext context)
    {
        metrics.TurnedAway("overload");
        SayFull();
        context.Response.Headers.RetryAfter = "1";
        return AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "too many requests in flight");
    }

    private void SayFull()
    {
        var said = Volatile.Read(ref _saidFullAt);
        var now = clock.GetTimestamp();
        if ((said == long.MinValue || clock.GetElapsedTime(said, now) > QuietTime) && Interlocked.CompareExchange(ref _saidFullAt, now, said) == said)
        {
            logger.RequestsTurnedAway(limits.Requests, limits.BodyBytes);
        }
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, CancellationToken.None); // a few bytes, and the request's time may be over
    }
}
