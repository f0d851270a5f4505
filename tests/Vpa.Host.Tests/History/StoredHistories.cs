using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Domain.Usage;
using Vpa.Storage;

namespace Vpa.Host.Tests.History;

/// <summary>A directory with a history, as a recommender leaves it.</summary>
internal sealed class StoredHistories : IDisposable
{
    public static readonly DateTimeOffset Start = new(2024, 3, 1, 10, 30, 0, TimeSpan.Zero);

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("vpa-history-tool-").FullName;

    public string DataPath => Path.Combine(Directory, "vpa-history.db");

    /// <summary>The history of a container of a Deployment after so many minutes.</summary>
    public static AggregateSnapshot Of(string @namespace, string name, string container = "app", int minutes = 120)
    {
        var aggregate = new ContainerAggregate(new(new(@namespace, "Deployment", name), container), AggregationOptions.Default, Start);
        for (var minute = 0; minute < minutes; minute++)
        {
            aggregate.Track($"{name}-1-0").AddCpu(Start.AddMinutes(minute), new(100 + (minute * 37 % 400)));
            aggregate.Track($"{name}-1-0").AddMemory(Start.AddMinutes(minute), new((300L + minute) << 20));
        }

        return aggregate.ToSnapshot();
    }

    public LiteDbAggregateStore Open() => LiteDbAggregateStore.Open(Directory, TimeProvider.System, NullLogger<LiteDbAggregateStore>.Instance);

    public async Task<StoredHistories> WithAsync(params AggregateSnapshot[] histories)
    {
        await using var store = Open();
        await store.LoadAsync(CancellationToken.None);
        await store.SaveAsync(histories, [], CancellationToken.None);
        return this;
    }

    public async Task<IReadOnlyList<AggregateSnapshot>> LoadAsync()
    {
        await using var store = Open();
        return [.. (await store.LoadAsync(CancellationToken.None)).Aggregates.OrderBy(a => a.Key.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>The files and their bytes, to see whether anything changed.</summary>
    public IReadOnlyDictionary<string, string> Files() => System.IO.Directory.GetFiles(Directory)
        .ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(ReadShared(f))), StringComparer.Ordinal);

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }
}
