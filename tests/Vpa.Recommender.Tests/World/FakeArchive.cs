using Vpa.Domain.Workloads;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Tests.World;

/// <summary>An archive of usage in memory, which can be out of reach.</summary>
internal sealed class FakeArchive : IUsageArchive
{
    private readonly Dictionary<(ArchivedResource Resource, string Pod, string Container), List<ArchivedPoint>> _points = [];
    private readonly List<ArchivedPodLabels> _labels = [];
    private int _asked;

    public string Name => "the archive";

    /// <summary>Why queries fail; null when they do not.</summary>
    public string? Fault { get; set; }

    public bool RefusesLabels { get; set; }

    public int Asked => Volatile.Read(ref _asked);

    public List<DateTimeOffset> Until { get; } = [];

    /// <summary>Steady usage of a container over the last days before an instant, one value an hour.</summary>
    public FakeArchive With(string pod, DateTimeOffset until, double cores, double bytes, string container = "app", int hours = 192)
    {
        foreach (var (resource, value) in ((ArchivedResource, double)[])[(ArchivedResource.Cpu, cores), (ArchivedResource.Memory, bytes)])
        {
            _points[(resource, pod, container)] = [.. Enumerable.Range(0, hours).Select(h => new ArchivedPoint(until.AddHours(h + 1 - hours), value))];
        }

        return this;
    }

    public FakeArchive Labelled(string pod, params (string Key, string Value)[] labels)
    {
        _labels.Add(new(new NamespacedName("default", pod), labels.ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal)));
        return this;
    }

    public Task<ArchiveAnswer<ArchivedSeries>> ReadUsageAsync(ArchivedResource resource, DateTimeOffset until, CancellationToken cancellationToken)
    {
        Note(until);
        var series = _points.Where(p => p.Key.Resource == resource)
            .Select(p => new ArchivedSeries(new("default", p.Key.Pod), p.Key.Container, [.. p.Value.Where(v => v.At <= until)]));
        return Task.FromResult(new ArchiveAnswer<ArchivedSeries>([.. series], 0));
    }

    public Task<ArchiveAnswer<ArchivedPodLabels>> ReadPodLabelsAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        Note(until);
        return RefusesLabels
            ? throw new ArchiveUnavailableException("no such metric", isRefused: true)
            : Task.FromResult(new ArchiveAnswer<ArchivedPodLabels>(_labels, 0));
    }

    private void Note(DateTimeOffset until)
    {
        lock (Until)
        {
            Until.Add(until);
        }

        Interlocked.Increment(ref _asked);
        if (Fault is { } fault)
        {
            throw new ArchiveUnavailableException(fault, isRefused: false);
        }
    }
}
