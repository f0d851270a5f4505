using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
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

    [Fact]
    public async Task A_drain_lasts_until_no_request_has_come_for_a_while()
    {
        var time = new FakeTimeProvider();
        var gate = new RequestGate(_ => Task.CompletedTask, Limits, _metrics, TimeProvider.System, NullLogger.Instance);
        gate.BeginDrain();
        var drained = gate.UntilQuietAsync(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10), time);
        for (var i = 0; i < 40; i++)
        {
            await SendAsync(gate);
            time.Advance(TimeSpan.FromSeconds(0.5));
            Assert.False(drained.IsCompleted);
        }

        await Eventually.HoldsAsync(() => drained.IsCompleted, "it ends", () => time.Advance(TimeSpan.FromSeconds(0.5)));
        await drained;
    }

    [Fact]
    public async Task A_drain_ends_though_requests_still_come()
    {
        var time = new FakeTimeProvider();
        var gate = new RequestGate(_ => Task.CompletedTask, Limits, _metrics, TimeProvider.System, NullLogger.Instance);
        gate.BeginDrain();
        var drained = gate.UntilQuietAsync(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6), time);

        await Eventually.HoldsAsync(() => drained.IsCompleted, "it ends", () =>
        {
            Assert.Equal(StatusCodes.Status200OK, SendAsync(gate).GetAwaiter().GetResult());
            time.Advance(TimeSpan.FromSeconds(0.5));
        });

        await drained;
        Assert.True(time.GetUtcNow() - new FakeTimeProvider().GetUtcNow() >= TimeSpan.FromSeconds(6));
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
