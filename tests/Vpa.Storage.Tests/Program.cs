using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;

namespace Vpa.Storage.Tests;

/// <summary>The process that <see cref="CrashTests"/> kills: it saves one generation after the other and says when each is saved.</summary>
internal static class Program
{
    public const string Command = "save-until-killed";

    public const int Histories = 300;

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [Command, var directory])
        {
            await Console.Error.WriteLineAsync("This is a test assembly; run it with dotnet test.");
            return 2;
        }

        await using var store = LiteDbAggregateStore.Open(directory, TimeProvider.System, NullLogger<LiteDbAggregateStore>.Instance);
        var loaded = await store.LoadAsync(CancellationToken.None);
        for (var generation = loaded.Aggregates.Select(a => a.SampleCount / 2).DefaultIfEmpty(0).Max() + 1; ; generation++)
        {
            var minutes = (int)generation;
            await store.SaveAsync(Enumerable.Range(0, Histories).Select(n => Snapshots.Grown(n, minutes)).ToList(), [], CancellationToken.None);
            await Console.Out.WriteLineAsync(generation.ToString(CultureInfo.InvariantCulture));
        }
    }
}
