using System.Runtime.InteropServices;
using Spectre.Console;
using Vpa.Host.CommandLine;
using Vpa.Host.Flags;
using Vpa.Host.Roles;

namespace Vpa.Host.Demo;

/// <summary>The subcommand <c>vpa demo</c>: the three roles on a simulated cluster, eight hours in under a minute.</summary>
internal sealed class DemoCommand(DemoFlags flags, TextWriter output)
{
    /// <summary>The interval of recommender and updater: upstream's default, a minute, of simulated time.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // A fixed instant, so that the same seed gives the same numbers: histograms decay by the calendar (R29).
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 6, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan TableEvery = TimeSpan.FromHours(6);
    private const int WidthWithoutTerminal = 150;

    /// <summary>Runs the demo until its end, or until it is interrupted or terminated; either way its cluster is cleaned up.</summary>
    public async Task<int> RunAsync(FlagValues values, CancellationToken cancellationToken)
    {
        if (values.Of(flags.Duration).Ticks % Interval.Ticks != 0)
        {
            throw new UsageException([$"invalid value for --{flags.Duration.Name}: '{values.Of(flags.Duration)}' is not a whole number of minutes"]);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        try
        {
            await ShowAsync(values, stop.Token);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The user has had enough; whatever was cut short fails in its own way.
        }

        return ExitCodes.Success;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private async Task ShowAsync(FlagValues values, CancellationToken cancellationToken)
    {
        var duration = values.Of(flags.Duration);
        var keep = values.Of(flags.Keep);
        using var logging = LoggerFactory.Create(l => RoleHost.ConfigureLogging(l, values.Of(flags.Verbosity)));
        var console = CreateConsole();
        console.WriteLine($"Starting a simulated cluster with the recommender, the updater and the admission controller (seed {values.Of(flags.Seed)}).");
        // A cluster that is kept goes on by the wall clock, so its past has to end now.
        var start = keep ? TimeProvider.System.GetUtcNow() - duration - DemoCluster.TimeBeforeAutoscalers : Start;
        await using var cluster = await DemoCluster.StartAsync(values.Of(flags.Seed), start, logging, cancellationToken);
        var observer = new DemoObserver(cluster.Administrator);
        var before = await observer.LookAsync(cancellationToken);
        var after = console.Profile.Capabilities.Interactive
            ? await ShowLiveAsync(console, cluster, observer, duration, cancellationToken)
            : await PrintAsync(console, cluster, observer, duration, cancellationToken);
        await DescribeAsync(cluster, observer, cancellationToken);
        await output.WriteLineAsync("What changed:");
        foreach (var line in DemoReport.Summarise(before, after))
        {
            await output.WriteLineAsync($"  {line}");
        }

        if (keep)
        {
            await new DemoContinuation(cluster, output).RunAsync(cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<WorkloadView>> ShowLiveAsync(
        IAnsiConsole console, DemoCluster cluster, DemoObserver observer, TimeSpan duration, CancellationToken cancellationToken)
    {
        IReadOnlyList<WorkloadView> views = await observer.LookAsync(cancellationToken);
        await console.Live(DemoTable.Draw(views, TimeSpan.Zero)).StartAsync(async live =>
        {
            for (var elapsed = Interval; elapsed <= duration; elapsed += Interval)
            {
                await cluster.StepAsync(Interval, cancellationToken);
                views = await observer.LookAsync(cancellationToken);
                live.UpdateTarget(DemoTable.Draw(views, elapsed));
            }
        });
        return views;
    }

    private static async Task<IReadOnlyList<WorkloadView>> PrintAsync(
        IAnsiConsole console, DemoCluster cluster, DemoObserver observer, TimeSpan duration, CancellationToken cancellationToken)
    {
        var views = await observer.LookAsync(cancellationToken);
        console.Write(DemoTable.Draw(views, TimeSpan.Zero));
        for (var elapsed = Interval; elapsed <= duration; elapsed += Interval)
        {
            await cluster.StepAsync(Interval, cancellationToken);
            var last = views;
            views = await observer.LookAsync(cancellationToken);
            foreach (var change in DemoReport.Changes(last, views))
            {
                console.WriteLine($"{DemoTable.Clock(elapsed)}  {change}");
            }

            if (elapsed.Ticks % TableEvery.Ticks == 0 || elapsed + Interval > duration)
            {
                console.Write(DemoTable.Draw(views, elapsed));
            }
        }

        return views;
    }

    private async Task DescribeAsync(DemoCluster cluster, DemoObserver observer, CancellationToken cancellationToken)
    {
        var events = await observer.EventsAsync(cancellationToken);
        foreach (var vpa in await observer.VpasAsync(cancellationToken))
        {
            var name = vpa.GetProperty("metadata").GetProperty("name").GetString();
            await output.WriteLineAsync($"$ kubectl describe vpa --namespace demo {name}");
            await output.WriteLineAsync(KubectlDescription.Print(vpa, [.. events.Where(e => DemoObserver.IsAbout(e, vpa))], cluster.Now));
        }
    }

    private IAnsiConsole CreateConsole()
    {
        var interactive = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Interactive = interactive ? InteractionSupport.Yes : InteractionSupport.No,
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
        });
        if (!interactive)
        {
            console.Profile.Width = WidthWithoutTerminal;
        }

        return console;
    }
}
