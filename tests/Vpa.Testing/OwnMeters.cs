using System.Diagnostics.Metrics;

namespace Vpa.Testing;

/// <summary>Meters of one test alone: a collector that is given these as scope sees nothing of other tests.</summary>
public sealed class OwnMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    /// <inheritdoc/>
    public Meter Create(MeterOptions options)
    {
        lock (_meters)
        {
            if (_meters.Find(m => m.Name == options.Name) is { } known)
            {
                return known;
            }

            var meter = new Meter(options.Name, options.Version, options.Tags, scope: this);
            _meters.Add(meter);
            return meter;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meters.ForEach(m => m.Dispose());
}
