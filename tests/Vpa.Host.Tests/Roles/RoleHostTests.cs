using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Host.CommandLine;
using Vpa.Host.Roles;

namespace Vpa.Host.Tests.Roles;

public class RoleHostTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Runs_come_on_the_timer_and_a_stop_is_clean() // R149, U11
    {
        var component = new RecordingComponent(Often);
        using var stop = new CancellationTokenSource();
        var port = FreePort();
        var running = RunAsync(component, port, stop.Token);

        await Until(() => component.Runs >= 3);
        var (healthStatus, health) = await GetAsync(port, "health-check");
        var (metricsStatus, _) = await GetAsync(port, "metrics");
        await stop.CancelAsync();

        Assert.Equal(ExitCodes.Success, await running);
        Assert.Equal((HttpStatusCode.OK, "OK"), (healthStatus, health));
        Assert.Equal(HttpStatusCode.OK, metricsStatus);
        Assert.True(component.IsStopped);
    }

    [Fact]
    public async Task A_stop_waits_for_the_run_in_flight()
    {
        var component = new RecordingComponent(Often) { Gate = new(TaskCreationOptions.RunContinuationsAsynchronously) };
        using var stop = new CancellationTokenSource();
        var running = RunAsync(component, FreePort(), stop.Token);

        await Until(() => component.Runs == 1);
        await stop.CancelAsync();
        await UntilOrAfter(() => component.IsStopped, AWhile); // a stop that does not wait would come now
        component.Gate!.SetResult();

        Assert.Equal(ExitCodes.Success, await running);
        Assert.True(component.RunEnded);
        Assert.True(component.RunHadEndedWhenStopped);
    }

    [Fact]
    public async Task A_run_that_does_not_end_is_cancelled_and_the_stop_is_clean_all_the_same()
    {
        var component = new RecordingComponent(Often) { Gate = new(TaskCreationOptions.RunContinuationsAsynchronously) };
        using var stop = new CancellationTokenSource();
        var running = RunAsync(component, FreePort(), stop.Token, grace: Often);

        await Until(() => component.Runs == 1);
        await stop.CancelAsync();

        Assert.Equal(ExitCodes.Success, await running.WaitAsync(Deadline));
        Assert.False(component.RunEnded);
        Assert.True(component.IsStopped);
    }

    [Fact]
    public async Task A_component_that_never_stops_is_abandoned_and_the_exit_code_says_so()
    {
        var component = new RecordingComponent(Often) { StopGate = new() };
        using var stop = new CancellationTokenSource();
        var running = RunAsync(component, FreePort(), stop.Token, grace: Often, shutdown: AWhile);

        await Until(() => component.Runs >= 1);
        await stop.CancelAsync();

        Assert.Equal(ExitCodes.Failure, await running.WaitAsync(Deadline));
    }

    [Fact]
    public async Task A_loop_that_must_not_end_ends_the_process_when_it_does()
    {
        var component = new RecordingComponent(Often);
        var running = RoleHost.RunAsync(
            new RoleHostOptions { Address = new(IPAddress.Loopback, FreePort()), Verbosity = 0 },
            environment =>
            {
                component.OnStart = () => new BackgroundTasks(environment, NullLogger.Instance).Run("a loop", _ => throw new InvalidOperationException("a defect"));
                return new RoleComposition { Clock = environment.Clock, Components = [component] };
            },
            CancellationToken.None);

        Assert.Equal(ExitCodes.Failure, await running.WaitAsync(Deadline));
        Assert.True(component.IsStopped);
    }

    [Fact]
    public async Task Readiness_is_told_for_all_roles_and_for_each()
    {
        var component = new RecordingComponent(Often) { Unreadiness = "the history cannot be saved" };
        using var stop = new CancellationTokenSource();
        var port = FreePort();
        var running = RunAsync(component, port, stop.Token);
        await Until(() => component.Runs >= 1);

        var whole = await GetAsync(port, "ready-check");
        var own = await GetAsync(port, "ready-check/recording");
        var (another, _) = await GetAsync(port, "ready-check/another");
        await stop.CancelAsync();
        await running;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Error: the history cannot be saved"), whole);
        Assert.Equal(whole, own);
        Assert.Equal(HttpStatusCode.NotFound, another);
    }

    [Fact]
    public async Task An_ailment_fails_the_health_check_R155()
    {
        var component = new RecordingComponent(Often) { Ailment = "last activity more than 5m0s ago" };
        using var stop = new CancellationTokenSource();
        var port = FreePort();
        var running = RunAsync(component, port, stop.Token);
        await Until(() => component.Runs >= 1);

        var (status, text) = await GetAsync(port, "health-check");
        await stop.CancelAsync();
        await running;

        Assert.Equal((HttpStatusCode.InternalServerError, "Error: last activity more than 5m0s ago"), (status, text));
    }

    [Fact]
    public async Task Readiness_is_told_apart_from_health()
    {
        var component = new RecordingComponent(Often) { Unreadiness = "the caches are being filled" };
        using var stop = new CancellationTokenSource();
        var port = FreePort();
        var running = RunAsync(component, port, stop.Token);
        await Until(() => component.Runs >= 1);

        var filling = await GetAsync(port, "ready-check");
        var health = await GetAsync(port, "health-check");
        component.Unreadiness = null;
        var filled = await GetAsync(port, "ready-check");
        await stop.CancelAsync();
        await running;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Error: the caches are being filled"), filling);
        Assert.Equal((HttpStatusCode.OK, "OK"), health);
        Assert.Equal((HttpStatusCode.OK, "OK"), filled);
    }

    [Fact]
    public async Task A_component_that_cannot_start_ends_the_process_with_1() // R148, R156, A5
    {
        var component = new RecordingComponent(Often) { StartFailure = new InvalidOperationException("no history") };

        Assert.Equal(ExitCodes.Failure, await RunAsync(component, FreePort(), CancellationToken.None));
        Assert.Equal(0, component.Runs);
    }

    [Fact]
    public async Task A_port_in_use_ends_the_process_with_1_R154() // U5
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var component = new RecordingComponent(Often);

        Assert.Equal(ExitCodes.Failure, await RunAsync(component, ((IPEndPoint)listener.LocalEndpoint).Port, CancellationToken.None));
        Assert.False(component.IsStarted);
    }

    private static Task<int> RunAsync(RecordingComponent component, int port, CancellationToken cancellationToken, TimeSpan? grace = null, TimeSpan? shutdown = null) => RoleHost.RunAsync(
        new RoleHostOptions { Address = new(IPAddress.Loopback, port), Verbosity = 0, RunGrace = grace ?? Deadline, ShutdownTimeout = shutdown ?? Deadline },
        environment => new RoleComposition { Clock = environment.Clock, Components = [component] },
        cancellationToken);

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(int port, string path)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/{path}"));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task UntilOrAfter(Func<bool> condition, TimeSpan time)
    {
        for (var start = TimeProvider.System.GetTimestamp(); !condition() && TimeProvider.System.GetElapsedTime(start) < time;)
        {
            await Task.Delay(Often, TimeProvider.System);
        }
    }

    private static async Task Until(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!condition())
        {
            await Task.Delay(Often, TimeProvider.System, deadline.Token);
        }
    }
}
