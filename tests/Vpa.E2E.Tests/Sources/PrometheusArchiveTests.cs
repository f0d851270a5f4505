using System.Diagnostics.Metrics;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Ports;
using Vpa.Storage.Prometheus;

namespace Vpa.E2E.Tests.Sources;

/// <summary>The client of Prometheus against the program itself, with samples of known shape.</summary>
public sealed class PrometheusArchiveTests : IAsyncLifetime, IDisposable
{
    private const long Mi = 1 << 20;

    // Whole hours, so that the steps of the range queries meet the samples.
    private static readonly DateTimeOffset Until = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 3600 * 3600);

    private readonly string _folder = Directory.CreateTempSubdirectory("vpa-e2e-prometheus-").FullName;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private RealPrometheus? _prometheus;

    public async Task InitializeAsync()
    {
        if (RealPrometheus.MissingReason is not null)
        {
            return;
        }

        var samples = new PastSamples(Until, TimeSpan.FromHours(30))
            .With("shop", "web-1", "app", 0.4, at => at >= Until.AddHours(-5) && at < Until.AddHours(-4) ? 900 * Mi : 300 * Mi)
            .With("shop", "web-1", "POD", 9, _ => Mi)
            .With("bank", "api-1", "app", 1.25, _ => 512 * Mi)
            .Labelled("shop", "web-1", "app_kubernetes_io_name", "web");
        _prometheus = await RealPrometheus.PrepareAsync(_folder, samples);
        await _prometheus.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_prometheus is not null)
        {
            await _prometheus.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose() => _services.Dispose();

    [SkippableFact]
    public async Task Samples_and_labels_come_back_as_they_went_in() // R140 to R144
    {
        Skip.If(RealPrometheus.MissingReason is not null, RealPrometheus.MissingReason);
        using var metrics = new RecommenderMetrics(_services.GetRequiredService<IMeterFactory>());
        using var archive = new PrometheusArchive(Options(), metrics, TimeProvider.System);

        var cpu = await archive.ReadUsageAsync(ArchivedResource.Cpu, Until, CancellationToken.None);
        Assert.Equal(0, cpu.Unreadable);
        var series = cpu.Items.ToDictionary(s => s.Pod);
        Assert.Equal([new NamespacedName("bank", "api-1"), new NamespacedName("shop", "web-1")], series.Keys.OrderBy(k => k.ToString(), StringComparer.Ordinal));
        foreach (var (pod, cores) in new[] { (new NamespacedName("shop", "web-1"), 0.4), (new NamespacedName("bank", "api-1"), 1.25) })
        {
            // 24 h of steps of 1 h, both ends included; the rate at each looks back over an hour of samples.
            Assert.Equal(Enumerable.Range(0, 25).Select(h => Until.AddHours(h - 24)), series[pod].Points.Select(p => p.At));
            Assert.All(series[pod].Points, p => Assert.Equal(cores, p.Value, 1e-9));
        }

        var memory = await archive.ReadUsageAsync(ArchivedResource.Memory, Until, CancellationToken.None);
        var web = memory.Items.Single(s => s.Pod.Name == "web-1");
        Assert.Equal(Enumerable.Range(0, 25).Select(h => h == 19 ? 900.0 * Mi : 300.0 * Mi), web.Points.Select(p => p.Value));

        var labels = Assert.Single((await archive.ReadPodLabelsAsync(Until, CancellationToken.None)).Items);
        Assert.Equal((new NamespacedName("shop", "web-1"), "web"), (labels.Pod, labels.Labels["app_kubernetes_io_name"]));
    }

    [SkippableFact]
    public async Task Every_form_of_a_label_query_works_and_a_bad_one_is_refused() // R142, Q28
    {
        Skip.If(RealPrometheus.MissingReason is not null, RealPrometheus.MissingReason);
        using var metrics = new RecommenderMetrics(_services.GetRequiredService<IMeterFactory>());
        foreach (var (query, found) in new[] { ("kube_pod_labels[1d]", 1), ("kube_pod_labels", 1), (new PrometheusOptions { Address = _prometheus!.Address }.PodLabelsQuery, 0) })
        {
            using var archive = new PrometheusArchive(Options() with { PodLabelsQuery = query }, metrics, TimeProvider.System);
            Assert.Equal(found, (await archive.ReadPodLabelsAsync(Until, CancellationToken.None)).Items.Count);
        }

        foreach (var query in new[] { "kube_pod_labels[", "1", "\"text\"" })
        {
            using var bad = new PrometheusArchive(Options() with { PodLabelsQuery = query }, metrics, TimeProvider.System);
            Assert.True((await Assert.ThrowsAsync<ArchiveUnavailableException>(() => bad.ReadPodLabelsAsync(Until, CancellationToken.None))).IsRefused);
        }
    }

    [SkippableFact]
    public async Task One_namespace_and_other_names_select_what_they_name() // R140
    {
        Skip.If(RealPrometheus.MissingReason is not null, RealPrometheus.MissingReason);
        using var metrics = new RecommenderMetrics(_services.GetRequiredService<IMeterFactory>());
        Assert.Equal(["bank"], await NamespacesAsync(Options() with { Namespace = "bank" }));
        Assert.Equal(["bank", "shop"], await NamespacesAsync(Options() with { CadvisorJob = "" }));
        Assert.Empty(await NamespacesAsync(Options() with { CadvisorJob = "another" }));
        Assert.Empty(await NamespacesAsync(Options() with { CpuMetric = "another_total" }));

        async Task<IEnumerable<string>> NamespacesAsync(PrometheusOptions options)
        {
            using var archive = new PrometheusArchive(options, metrics, TimeProvider.System);
            return (await archive.ReadUsageAsync(ArchivedResource.Cpu, Until, CancellationToken.None)).Items.Select(s => s.Pod.Namespace).Order(StringComparer.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Wrong_credentials_and_an_unknown_authority_are_told_without_the_password() // R138
    {
        Skip.If(RealPrometheus.MissingReason is not null, RealPrometheus.MissingReason);
        using var metrics = new RecommenderMetrics(_services.GetRequiredService<IMeterFactory>());
        Assert.Contains("401", await FailureAsync(Options() with { Credentials = PrometheusCredentials.Basic(RealPrometheus.User, "wr0ng") }), StringComparison.Ordinal);
        Assert.Contains("401", await FailureAsync(Options() with { Credentials = PrometheusCredentials.Bearer("wr0ng") }), StringComparison.Ordinal);
        Assert.Contains("TLS", await FailureAsync(Options() with { Authorities = null }), StringComparison.Ordinal);
        using var insecure = new PrometheusArchive(Options() with { Authorities = null, SkipTlsVerification = true }, metrics, TimeProvider.System);
        Assert.NotEmpty((await insecure.ReadPodLabelsAsync(Until, CancellationToken.None)).Items);

        async Task<string> FailureAsync(PrometheusOptions options)
        {
            using var archive = new PrometheusArchive(options, metrics, TimeProvider.System);
            var failure = await Assert.ThrowsAsync<ArchiveUnavailableException>(() => archive.ReadPodLabelsAsync(Until, CancellationToken.None));
            Assert.DoesNotContain("wr0ng", failure.ToString(), StringComparison.Ordinal);
            return failure.Message;
        }
    }

    private PrometheusOptions Options()
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(_prometheus!.CaFile);
        return new PrometheusOptions
        {
            Address = _prometheus.Address,
            Authorities = authorities,
            Credentials = PrometheusCredentials.Basic(RealPrometheus.User, RealPrometheus.Password),
            HistoryLength = TimeSpan.FromDays(1),
            ContainerPodLabel = "pod",
            ContainerNameLabel = "container",
            PodLabelsQuery = """kube_pod_labels{job="kube-state-metrics"}[1d]""",
            PodLabelPrefix = "label_",
            PodNamespaceLabel = "namespace",
            PodNameLabel = "pod",
        };
    }
}
