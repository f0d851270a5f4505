using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vpa.Admission.Metrics;
using Vpa.Admission.Reviewing;

namespace Vpa.Admission.Http;

/// <summary>The webhook's HTTP endpoint, for every path and method (A13-A19). No outcome carries a stack trace.</summary>
/// <param name="reviewer">Decides.</param>
/// <param name="metrics">Receives latencies.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives unusable requests.</param>
public sealed class AdmissionEndpoint(
    AdmissionReviewer reviewer, AdmissionMetrics metrics, TimeProvider time, ILogger<AdmissionEndpoint> logger)
{
    /// <summary>The largest body that is read, in bytes (A15).</summary>
    public const int MaxBodyBytes = RequestBody.Limit;

    private const string Json = "application/json";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _reply;

    private long _lastActivity = time.GetUtcNow().UtcTicks;

    /// <summary>When the last request was handled, refused ones included (A18); before the first, when the endpoint was made.</summary>
    public DateTimeOffset LastActivity => new(Volatile.Read(ref _lastActivity), TimeSpan.Zero);

    /// <summary>Handles one request; a <see cref="RequestDelegate"/>.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var timer = new RequestTimer(metrics, time);
        var (status, resource) = (ReviewStatus.Error, ReviewedResource.Unknown);
        try
        {
            (status, resource) = await AnswerAsync(context, timer);
        }
        catch (OperationCanceledException exception) when (exception is ConnectionAbortedException || context.RequestAborted.IsCancellationRequested)
        {
            logger.ClientGone();
        }
        catch (Exception exception)
        {
            // Only writing the reply can still fail here: the client is gone, so there is nobody to tell.
            logger.RequestFailed(exception);
        }
        finally
        {
            timer.Finish(status, resource);
            Volatile.Write(ref _lastActivity, time.GetUtcNow().UtcTicks);
        }
    }

    private async ValueTask<(ReviewStatus Status, ReviewedResource Resource)> AnswerAsync(HttpContext context, RequestTimer timer)
    {
        if (context.Request.ContentType != Json)
        {
            logger.ContentTypeRefused(context.Request.ContentType);
            return (ReviewStatus.Error, ReviewedResource.Unknown);
        }

        var (tooLarge, verdict) = await ReviewAsync(context, timer);
        if (tooLarge)
        {
            logger.BodyTooLarge(RequestBody.Limit);
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync("request payload too large", context.RequestAborted);
            return (ReviewStatus.Error, ReviewedResource.Unknown);
        }

        Write(context.Response, verdict);
        timer.Step("build_response");
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        timer.Step("write_response");
        return (verdict.Status, verdict.Resource);
    }

    private static void Write(HttpResponse response, AdmissionVerdict verdict)
    {
        var reply = ReusableBuffer.Take(ref _reply);
        AdmissionReviewWriter.Write(reply, verdict);
        response.ContentType = Json;
        response.ContentLength = reply.WrittenCount;
        response.BodyWriter.Write(reply.WrittenSpan);
    }

    private async ValueTask<(bool TooLarge, AdmissionVerdict Verdict)> ReviewAsync(HttpContext context, RequestTimer timer)
    {
        RequestBody? body;
        try
        {
            body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        }
        catch (Exception exception) when (exception is IOException or BadHttpRequestException)
        {
            // Counts as an empty body, so the reply is a review without UID (A16, A44).
            logger.BodyUnreadable(exception);
            return (false, AdmissionVerdict.Unusable(uid: ""));
        }

        if (body is null)
        {
            return (true, AdmissionVerdict.Unusable(uid: ""));
        }

        using (body)
        {
            timer.Step("read_request");
            var verdict = await reviewer.ReviewAsync(body.Bytes, context.RequestAborted);
            timer.Step("admit");
            return (false, verdict);
        }
    }
}
