using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Vpa.Recommender.Observing;
using Vpa.Storage.Prometheus;

namespace Vpa.Storage.Tests.Prometheus;

/// <summary>An archive, and the requests that its metric counts.</summary>
internal sealed class ArchiveUnderTest : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly RecommenderMetrics _metrics;

    public ArchiveUnderTest(Uri address)
        : this(new PrometheusOptions { Address = address })
    {
    }

    public ArchiveUnderTest(PrometheusOptions options)
    {
        _metrics = new RecommenderMetrics(_services.GetRequiredService<IMeterFactory>());
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "vpa_recommender_prometheus_client_api_requests_count" && ReferenceEquals(instrument.Meter.Scope, _services.GetRequiredService<IMeterFactory>()))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var labels = tags.ToArray().ToDictionary(t => t.Key, t => (string)t.Value!, StringComparer.Ordinal);
            var key = $"{labels["method"]} {labels["code"]}";
            Requests[key] = Requests.GetValueOrDefault(key) + value;
        });
        _listener.Start();
        Value = new PrometheusArchive(options, _metrics, TimeProvider.System);
    }

    public PrometheusArchive Value { get; }

    public Dictionary<string, long> Requests { get; } = [];

    public void Dispose()
    {
        Value.Dispose();
        _listener.Dispose();
        _metrics.Dispose();
        _services.Dispose();
    }
}
