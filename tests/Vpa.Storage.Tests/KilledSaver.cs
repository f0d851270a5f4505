using System.Diagnostics;
using System.Globalization;
using Vpa.Domain.Usage;

namespace Vpa.Storage.Tests;

/// <summary>A process that saves one generation of histories after the other until it is killed (SIGKILL).</summary>
internal sealed class KilledSaver(string directory)
{
    public const int Histories = Program.Histories;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>The last generation that was reported as saved.</summary>
    public long Saved { get; private set; }

    /// <summary>The generation a history is of.</summary>
    public static long GenerationOf(AggregateSnapshot aggregate) => aggregate.SampleCount / 2;

    /// <summary>What a history of a generation must be.</summary>
    public static AggregateSnapshot Grown(AggregateKey key, long generation) =>
        Snapshots.Grown(int.Parse(key.Workload.Name[4..], CultureInfo.InvariantCulture), (int)generation);

    /// <summary>Runs the process for some saves and kills it at a random moment.</summary>
    public async Task RunAndKillAsync(Random random)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { typeof(Program).Assembly.Location, Program.Command, directory })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var saves = 1 + random.Next(4);
        for (var i = 0; i < saves; i++)
        {
            var line = await process.StandardOutput.ReadLineAsync(patience.Token);
            Saved = long.Parse(line!, CultureInfo.InvariantCulture);
        }

        // Not a wait for something: the moment of the kill is what is random here.
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(60)), TimeProvider.System, patience.Token);
        process.Kill();
        await process.WaitForExitAsync(patience.Token);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            Saved = long.Parse(line, CultureInfo.InvariantCulture);
        }
    }
}
