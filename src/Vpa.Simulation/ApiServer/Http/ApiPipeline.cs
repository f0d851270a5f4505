using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Vpa.Simulation.ApiServer;

/// <summary>What every request goes through: Date header, authentication, authorization, journal, injected faults, routing, errors.</summary>
internal sealed class ApiPipeline(
    SimulatedApiServerOptions options, TokenAuthenticator tokens, RbacAuthorizer authorizer, RequestJournal journal, FaultPlan faults,
    ApiRouter router)
{
    private readonly ILogger _logger = options.LoggerFactory.CreateLogger<ApiPipeline>();

    public async Task HandleAsync(HttpContext http)
    {
        http.Response.Headers.Date = options.Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        try
        {
            await AnswerAsync(http);
        }
        catch (ApiStatusException e)
        {
            await ResponseWriter.WriteErrorAsync(http, e);
        }
        catch (OperationCanceledException)
        {
            // The client left, or a fault plan cut it off.
            http.Abort();
        }
        catch (Exception e)
        {
            _logger.RequestFailed(http.Request.Method, http.Request.Path.Value ?? "", e);
            await ResponseWriter.WriteErrorAsync(http, ApiErrors.Internal(e.Message));
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var user = tokens.Authenticate(http.Request);
        var info = RequestInfo.From(http.Request);
        Authorize(user, info, journal.Note(info, user, http.Request.QueryString.Value ?? "", options.Clock.GetUtcNow()));
        var befalling = faults.Take(info, user);
        foreach (var fault in befalling)
        {
            if (!await SufferAsync(http, fault))
            {
                return;
            }
        }

        await router.RouteAsync(http, info, user, befalling);
        _logger.Answered(user.Name, info.Verb, info.Path, http.Response.StatusCode);
    }

    private void Authorize(UserInfo user, RequestInfo info, RequestRecord record)
    {
        try
        {
            authorizer.Authorize(user, info);
        }
        catch (ApiStatusException)
        {
            journal.NoteDenied(record);
            throw;
        }
    }

    /// <returns>Whether the request is still to be answered.</returns>
    private async Task<bool> SufferAsync(HttpContext http, Fault fault)
    {
        switch (fault)
        {
            case Fault.Delay delay:
                await Task.Delay(delay.Time, options.TransportClock, http.RequestAborted);
                return true;
            case Fault.CutBefore:
                http.Abort();
                return false;
            case Fault.Refuse refusal:
                throw Refused(refusal);
            case Fault.CutBody cut:
                var body = http.Features.Get<IHttpResponseBodyFeature>()!;
                http.Features.Set<IHttpResponseBodyFeature>(
                    new StreamResponseBodyFeature(new CuttingStream(body.Stream, cut.AfterBytes, http.Abort), body));
                return true;
            default:
                return true; // Faults of watches are suffered by their stream.
        }
    }

    private static ApiStatusException Refused(Fault.Refuse refusal)
    {
        var reason = refusal.Code switch
        {
            403 => "Forbidden",
            404 => "NotFound",
            409 => "Conflict",
            410 => "Expired",
            429 => "TooManyRequests",
            503 => "ServiceUnavailable",
            504 => "Timeout",
            _ => "InternalError",
        };
        return new ApiStatusException(refusal.Code, reason, "refused by a fault plan") { RetryAfterSeconds = refusal.RetryAfterSeconds };
    }
}
