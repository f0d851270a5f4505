using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenTelemetry.Metrics;
using Quartz;
using Vpa.Host.Logging;

namespace Vpa.Host.Roles;

/// <summary>The process around the components: logging, <c>/metrics</c>, <c>/health-check</c>, <c>/ready-check</c>, signals, the timer.</summary>
internal static class RoleHost
{
    /// <summary>Runs components until a signal or a failure ends the process, and returns its exit code.</summary>
    /// <param name="options">Addresses and log level.</param>
    /// <param name="compose">Makes the components; called once the logging exists.</param>
    /// <param name="cancellationToken">Ends the process like a signal.</param>
    public static async Task<int> RunAsync(
        RoleHostOptions options,
        Func<RoleEnvironment, RoleComposition> compose,
        CancellationToken cancellationToken)
    {
        var exit = new ExitStatus();
        using var logging = LoggerFactory.Create(l => ConfigureLogging(l, options.Verbosity));
        await using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        await using var composition = compose(new(TimeProvider.System, logging, meters.GetRequiredService<IMeterFactory>()));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        ConfigureLogging(builder.Logging, options.Verbosity);
        builder.Host.UseConsoleLifetime(o => o.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = options.ShutdownTimeout);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Listen(kestrel, options.Address);
            composition.ConfigureServer?.Invoke(kestrel);
        });
        builder.Services.AddRoutingCore();
        AddMetrics(builder.Services);
        using var cancellation = new RunCancellation(options.RunGrace, composition.Clock);
        AddRunner(builder.Services, composition, cancellation, exit);
        await using var app = builder.Build();
        app.UseRouting();
        composition.ConfigureApplication?.Invoke(app);
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapGet("/health-check", context => AnswerAsync(context, composition.Components, c => c.Ailment, HttpStatusCode.InternalServerError));
        app.MapGet("/ready-check", context => AnswerAsync(context, composition.Components, c => c.Unreadiness, HttpStatusCode.ServiceUnavailable));
        LogStart(app.Logger, options, composition);
        try
        {
            await app.RunAsync(cancellationToken);
        }
        catch (IOException e)
        {
            // Kestrel wraps "address in use" so (R154, U5).
            app.Logger.StartFailed(e, e.Message);
            exit.Fail(CommandLine.ExitCodes.Failure);
        }

        return exit.Code;
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

    private static void AddMetrics(IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(metrics => metrics
        .AddMeter("vpa*")
        .AddMeter("Vpa*")
        .AddPrometheusExporter(o =>
        {
            o.ScopeInfoEnabled = false;
            o.TargetInfoEnabled = false;
            o.DisableTotalNameSuffixForCounters = true;
            o.ScrapeResponseCacheDurationMilliseconds = 0;
        }));

    private static void AddRunner(IServiceCollection services, RoleComposition composition, RunCancellation cancellation, ExitStatus exit)
    {
        services.AddQuartz(_ => { });
        foreach (var component in composition.Components)
        {
            services.AddSingleton(component);
        }

        services.AddSingleton(cancellation);
        services.AddTransient<PeriodicJob>();
        services.AddHostedService(provider => new RoleRunner(
            composition.Components,
            provider.GetRequiredService<ISchedulerFactory>(),
            composition.Elector,
            cancellation,
            provider.GetRequiredService<IHostApplicationLifetime>(),
            exit,
            composition.Clock,
            provider.GetRequiredService<ILogger<RoleRunner>>()));
    }

    private static void Listen(KestrelServerOptions kestrel, ListenAddress address)
    {
        if (address.Host is { } host)
        {
            kestrel.Listen(host, address.Port);
        }
        else
        {
            kestrel.ListenAnyIP(address.Port);
        }
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
            $"{options.Address.Host?.ToString() ?? "*"}:{options.Address.Port}");
        foreach (var warning in options.Warnings)
        {
            logger.StartWarning(warning);
        }
    }
}
