using System.Collections.Immutable;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Recommending;

/// <summary>Gathers the pods of one listing. Safe for several threads.</summary>
internal sealed class ExternalMetricsListing
{
    // So many failures before the first success mean that the API is missing, not that some pods have no metrics.
    private const int HopelessAfter = 20;

    private readonly Lock _gate = new();
    private readonly ImmutableArray<PodUsage>.Builder _pods = ImmutableArray.CreateBuilder<PodUsage>();
    private int _answered;
    private int _failed;
    private int _unreadable;
    private string? _fault;

    /// <summary>Whether it is of no use to ask about further pods.</summary>
    public bool IsHopeless
    {
        get
        {
            lock (_gate)
            {
                return _answered == 0 && _failed >= HopelessAfter;
            }
        }
    }

    /// <summary>How many pods are dealt with.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _answered + _failed;
            }
        }
    }

    /// <summary>Takes in what was answered about a pod, usable or not.</summary>
    public void Take(ExternalMetricsReading reading)
    {
        lock (_gate)
        {
            _answered++;
            _unreadable += reading.Unreadable;
            _fault ??= reading.Unreadable > 0 ? $"an item about pod {reading.Pod} has no time, or a value that is no quantity" : null;
            if (reading.Usage is { } usage)
            {
                _pods.Add(usage);
            }
        }
    }

    /// <summary>Notes that nothing is known of some pods.</summary>
    public void Fail(int pods, string fault)
    {
        lock (_gate)
        {
            _failed += pods;
            _fault ??= pods > 0 ? fault : null;
        }
    }

    /// <summary>All that was read.</summary>
    /// <exception cref="UsageUnavailableException">Every query failed.</exception>
    public UsageReading ToReading()
    {
        lock (_gate)
        {
            return _answered == 0 && _failed > 0
                ? throw new UsageUnavailableException($"external metrics could not be read: {_fault}")
                : new UsageReading(_pods.DrainToImmutable(), _unreadable + _failed, _fault);
        }
    }
}
