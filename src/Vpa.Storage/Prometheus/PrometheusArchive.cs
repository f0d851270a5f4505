using Vpa.Recommender.Observing;
using Vpa.Recommender.Ports;

namespace Vpa.Storage.Prometheus;

/// <summary>The usage that Prometheus remembers (section 16).</summary>
public sealed class PrometheusArchive : IUsageArchive, IDisposable
{
    private const string Matrix = "matrix";
    private const string Vector = "vector";

    private readonly PrometheusOptions _options;
    private readonly PrometheusClient _client;

    /// <summary>Prepares the client; nothing is sent yet.</summary>
    public PrometheusArchive(PrometheusOptions options, RecommenderMetrics metrics, TimeProvider time) =>
        (_options, _client) = (options, new PrometheusClient(options, metrics, time));

    /// <inheritdoc/>
    public string Name => $"Prometheus at {_options.Address.AbsoluteUri}";

    /// <inheritdoc/>
    public async Task<ArchiveAnswer<ArchivedSeries>> ReadUsageAsync(ArchivedResource resource, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var containers = new ContainerSeries(_options);
        var query = resource == ArchivedResource.Cpu ? PrometheusQueries.Cpu(_options) : PrometheusQueries.Memory(_options);
        var answer = await _client.QueryRangeAsync(query, until - _options.HistoryLength, until, _options.HistoryResolution, containers.Add, cancellationToken);
        Expect(answer, Matrix);
        return new(containers.ToSeries(), answer.Unreadable + containers.Unassigned);
    }

    /// <inheritdoc/>
    public async Task<ArchiveAnswer<ArchivedPodLabels>> ReadPodLabelsAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        var pods = new PodLabelSeries(_options);
        var answer = await _client.QueryAsync(_options.PodLabelsQuery, until, pods.Add, cancellationToken);

        // A vector tells the labels of pods just as well; upstream refuses it, and so its own default (Q28).
        Expect(answer, Matrix, Vector);
        return new(pods.ToLabels(), answer.Unreadable + pods.Unassigned);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static void Expect(in PrometheusAnswer answer, params ReadOnlySpan<string> types)
    {
        if (!types.Contains(answer.ResultType))
        {
            throw new ArchiveUnavailableException($"the query yields a {answer.ResultType}, not a {string.Join(" or a ", types.ToArray())}", isRefused: true);
        }
    }
}
