using Vpa.Domain.Usage;

namespace Vpa.Storage.Offline;

/// <summary>What was found in the files of a history.</summary>
public sealed record HistoryInspection
{
    /// <summary>The file that was read.</summary>
    public required string DataPath { get; init; }

    /// <summary>The histories as the recommender would load them, by namespace, kind, name and container.</summary>
    public required IReadOnlyList<AggregateSnapshot> Histories { get; init; }

    /// <summary>Records that neither copy has in a sound state.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>Records that only the second copy has in their latest state.</summary>
    public required IReadOnlyList<string> OnlyInMirror { get; init; }

    /// <summary>What is wrong with the data file as a whole; null when it can be read to its end.</summary>
    public string? Failure { get; init; }

    /// <summary>Bytes of the data file.</summary>
    public required long DataBytes { get; init; }

    /// <summary>Bytes of its write-ahead log.</summary>
    public required long LogBytes { get; init; }

    /// <summary>Bytes of the second copy.</summary>
    public required long MirrorBytes { get; init; }

    /// <summary>Bytes of the second copy that are damaged.</summary>
    public required long DamagedMirrorBytes { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Failure is null && Lost.Count == 0 && OnlyInMirror.Count == 0 && DamagedMirrorBytes == 0;
}
