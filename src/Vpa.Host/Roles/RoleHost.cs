using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Vpa.Host.CommandLine;
using Vpa.Host.Logging;
using Vpa.Host.Observability;

namespace Vpa.Host.Roles;

/// <summary>The process around the components: logging, <c>/metrics</c>, <c>/health-check</c>, <c>/ready-check</c>, signals, the timer.</summary>
internal static class RoleHost
{
    private static readonly TimeSpan ServerStopTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Runs components until a signal or a failure ends the process, and returns its exit code.</summary>
    /// <param name="options">Addresses and log level.</param>
    /// <param name="compose">Makes the components; called once the logging exists.</param>
    /// <param name="cancellationToken">Ends the process like a signal.</param>
    public static async Task<int> RunAsync(
        RoleHostOptions options,
        Func<RoleEnvironment, RoleComposition> compose,
        CancellationToken cancellationToken)
    {
        using var logging = LoggerFactory.Create(l => ConfigureLogging(l, options.Verbosity));
        await using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var abandoned = new CancellationTokenSource();
        var environment = new RoleEnvironment(TimeProvider.System, logging, meters.GetRequiredService<IMeterFactory>(), abandoned.Cancel);
        _ = new ProcessMetrics(environment.Meters);
        var composition = compose(environment);
        var app = Build(options, composition);
        LogStart(app.Logger, options, composition);
        try
        {
            // The server first: a standby, and a process that still fills its caches, answer too (R154, U5).
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            app.Logger.StartFailed($"{options.Address} cannot be listened on: {e.Message}");
            return ExitCodes.Failure;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(app.Lifetime.ApplicationStopping, abandoned.Token, cancellationToken);
        using var leaseLost = new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, leaseLost.Token);
        var ended = EndAsync(app, composition, leaseLost.Cancel, stop.Token);
        var deadline = DeadlineAsync(options.ShutdownTimeout, ending.Token);
        if (await Task.WhenAny(ended, deadline) != ended)
        {
            // Whatever hangs is left to the end of the process; a clean-up that waits for it would hang as well.
            app.Logger.StopAbandoned(options.ShutdownTimeout);
            return leaseLost.IsCancellationRequested ? ExitCodes.LeaseLost : ExitCodes.Failure;
        }

        var code = await ended;
        return abandoned.IsCancellationRequested && code == ExitCodes.Success ? ExitCodes.Failure : code;
    }

    /// <summary>Logs go to standard error, one line each; the level follows upstream's verbosity.</summary>
    internal static void ConfigureLogging(ILoggingBuilder logging, int verbosity)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            o.UseUtcTimestamp = true;
        });
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(verbosity switch
        {
            < 2 => LogLevel.Warning,
            <= 5 => LogLevel.Information,
            <= 7 => LogLevel.Debug,
            _ => LogLevel.Trace,
        });
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        logging.AddFilter("Quartz", LogLevel.Warning);
    }

    private static WebApplication Build(RoleHostOptions options, RoleComposition composition)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        ConfigureLogging(builder.Logging, options.Verbosity);
        builder.Host.UseConsoleLifetime(o => o.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = ServerStopTimeout);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            options.Address.Open(kestrel, static _ => { });
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddExposition();
        if (IsPeriodic(composition))
        {
            WorkTimer.AddTo(builder.Services);
        }

        builder.Services.AddSingleton(new RunCancellation(options.RunGrace, composition.Clock));
        foreach (var component in composition.Components)
        {
            builder.Services.AddSingleton(component);
        }

        var app = builder.Build();
        app.UseRouting();
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapGet("/health-check", context => AnswerAsync(context, composition.Components, c => c.Ailment, HttpStatusCode.InternalServerError));
        app.MapGet("/ready-check", context => AnswerAsync(context, composition.Components, c => c.Unreadiness, HttpStatusCode.ServiceUnavailable));
        foreach (var component in composition.Components)
        {
            // In `vpa all` the webhook must stay reachable while another role is not ready.
            app.MapGet($"/ready-check/{component.Name}", context => AnswerAsync(context, [component], c => c.Unreadiness, HttpStatusCode.ServiceUnavailable));
        }

        return app;
    }

    private static bool IsPeriodic(RoleComposition composition) => composition.Components.Any(c => c.Periodic is not null);

    private static async Task<int> EndAsync(WebApplication app, RoleComposition composition, Action leaseLost, CancellationToken stop)
    {
        using var runs = app.Services.GetRequiredService<RunCancellation>();
        var runner = new RoleRunner(
            composition.Components,
            IsPeriodic(composition) ? await WorkTimer.OfAsync(app.Services, composition.Components, composition.Clock) : null,
            composition.Elector,
            runs,
            composition.Clock,
            app.Services.GetRequiredService<ILogger<RoleRunner>>());
        var code = await runner.RunAsync(leaseLost, stop);
        await composition.DisposeAsync();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        return code;
    }

    private static async Task DeadlineAsync(TimeSpan timeout, CancellationToken stop)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(timeout, TimeProvider.System, CancellationToken.None);
    }

    private static Task AnswerAsync(HttpContext context, IReadOnlyList<IRoleComponent> components, Func<IRoleComponent, string?> find, HttpStatusCode failure)
    {
        var fault = components.Select(find).FirstOrDefault(f => f is not null);
        context.Response.StatusCode = fault is null ? (int)HttpStatusCode.OK : (int)failure;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(fault is null ? "OK" : $"Error: {fault}", context.RequestAborted);
    }

    private static void LogStart(ILogger logger, RoleHostOptions options, RoleComposition composition)
    {
        logger.Starting(
            ProgramVersion.Text,
            string.Join(", ", composition.Components.Select(c => c.Name)),
            options.Address.ToString());
        foreach (var flag in options.Flags)
        {
            logger.FlagInForce(flag);
        }

        foreach (var warning in options.Warnings)
        {
            logger.StartWarning(warning);
        }
    }
}
