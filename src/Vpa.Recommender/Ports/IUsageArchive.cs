namespace Vpa.Recommender.Ports;

/// <summary>Where usage from before this program's start is kept, such as Prometheus (section 16).</summary>
public interface IUsageArchive
{
    /// <summary>What it is and where, for people: the log and the condition show it.</summary>
    string Name { get; }

    /// <summary>Reads the usage of all containers up to an instant, as far back as it is configured to.</summary>
    /// <exception cref="ArchiveUnavailableException">It cannot be read, or not within the time limit.</exception>
    Task<ArchiveAnswer<ArchivedSeries>> ReadUsageAsync(ArchivedResource resource, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Reads the labels of pods, at most one entry a pod.</summary>
    /// <exception cref="ArchiveUnavailableException">They cannot be read, or not within the time limit.</exception>
    Task<ArchiveAnswer<ArchivedPodLabels>> ReadPodLabelsAsync(DateTimeOffset until, CancellationToken cancellationToken);
}
