using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Host.Certificates;
using Vpa.Host.Webhook;
using Vpa.Testing;

namespace Vpa.Host.Tests.Webhook;

public sealed class RequestGateTests : IDisposable
{
    private static readonly RequestLimits Limits = new() { Timeout = TimeSpan.FromMilliseconds(200) };

    private readonly WebhookMetrics _metrics = new(new OwnMeters(), new FixedCertificateSource(RunningWebhook.Localhost()));

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task The_time_of_each_request_begins_with_it_whatever_came_before()
    {
        RequestDelegate handle = _ => Task.CompletedTask;
        var gate = new RequestGate(context => handle(context), Limits, _metrics, TimeProvider.System, NullLogger.Instance);
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(StatusCodes.Status200OK, await SendAsync(gate));
            handle = WaitAsync;
            Assert.Equal(StatusCodes.Status408RequestTimeout, await SendAsync(gate));
            handle = context => context.RequestAborted.IsCancellationRequested ? Task.FromException(new InvalidOperationException("it begins without time")) : Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Requests_at_once_have_their_own_time_each()
    {
        var tokens = new List<CancellationToken>();
        var second = new TaskCompletionSource();
        var gate = new RequestGate(Handle, Limits, _metrics, TimeProvider.System, NullLogger.Instance);
        var first = SendAsync(gate);

        Assert.Equal(StatusCodes.Status200OK, await SendAsync(gate));
        second.SetResult();
        await first;

        Assert.Equal(2, tokens.Distinct().Count());

        Task Handle(HttpContext context)
        {
            tokens.Add(context.RequestAborted);
            return tokens.Count == 1 ? second.Task : Task.CompletedTask;
        }
    }

    /// <summary>As the endpoint does: whoever cancelled knows what to answer.</summary>
    private static async Task WaitAsync(HttpContext context) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static async Task<int> SendAsync(RequestGate gate)
    {
        var context = new DefaultHttpContext();
        await gate.HandleAsync(context).WaitAsync(TimeSpan.FromSeconds(30));
        return context.Response.StatusCode;
    }
}
