using Microsoft.AspNetCore.Http;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Ports;
using Vpa.Storage.Prometheus;
using Vpa.Testing;

namespace Vpa.Storage.Tests.Prometheus;

public sealed class PrometheusArchiveTests
{
    private const string Empty = """{"status":"success","data":{"resultType":"matrix","result":[]}}""";

    // Two series of one container that overlap, as after a restart; one that lacks its pod's name; garbage of all kinds.
    private const string Matrix = """
        {"status":"success","warnings":["w"],"data":{"resultType":"matrix","extra":{"a":[1,{"b":2}]},"result":[
          {"metric":{"namespace":"shop","pod_name":"web-1","name":"app","id":"b"},"values":[[1777896000,"0.3"],[1777899600,"0.5"]]},
          {"metric":{"namespace":"shop","pod_name":"web-1","name":"app","id":"a"},"values":[[1777892400,"0.25"],[1777896000,"0.4"]]},
          {"metric":{"namespace":"shop","name":"app"},"values":[[1777896000,"9"]]},
          "nonsense", null, 17, {"metric":"none"}, {"metric":{},"values":{}},
          {"metric":{"namespace":"shop","pod_name":"web-2","name":"app"},"values":[[1777896000.25,"NaN"],[1777896000,"+Inf"],["x","1"],[1777899600,1],[1777899600],[1e300,"1"],7,[1777903200,"1e-3"],[1777906800,"1.5","more"]]},
          {"metric":{"namespace":"shop","pod_name":"web-3","name":"app"},"histograms":[],"values":[]}
        ]}}
        """;

    [Fact]
    public async Task Reads_what_can_be_read_and_counts_the_rest() // R143, R145, unlike Q30
    {
        await using var server = await FakePrometheus.StartAsync(FakePrometheus.Text(Matrix));
        using var archive = new ArchiveUnderTest(server.Address);
        var answer = await archive.Value.ReadUsageAsync(ArchivedResource.Cpu, AnInstant.Start, CancellationToken.None);

        Assert.Equal(["web-1", "web-2", "web-3"], answer.Items.Select(s => s.Pod.Name));
        Assert.Equal([(1777892400, 0.25), (1777896000, 0.4), (1777899600, 0.5)], answer.Items[0].Points.Select(p => (p.At.ToUnixTimeSeconds(), p.Value)));
        Assert.Equal([(1777903200, 1e-3), (1777906800, 1.5)], answer.Items[1].Points.Select(p => (p.At.ToUnixTimeSeconds(), p.Value)));
        Assert.Empty(answer.Items[2].Points);
        Assert.Equal(13, answer.Unreadable);
    }

    [Fact]
    public async Task Asks_what_the_specification_says() // R139 to R141
    {
        await using var server = await FakePrometheus.StartAsync(FakePrometheus.Text(Empty));
        using var archive = new ArchiveUnderTest(server.Address);
        await archive.Value.ReadUsageAsync(ArchivedResource.Cpu, AnInstant.Start.AddMilliseconds(250), CancellationToken.None);
        await archive.Value.ReadUsageAsync(ArchivedResource.Memory, AnInstant.Start, CancellationToken.None);
        await archive.Value.ReadPodLabelsAsync(AnInstant.Start, CancellationToken.None);

        var (cpu, memory, labels) = (server.Requests[0], server.Requests[1], server.Requests[2]);
        Assert.Equal(("POST", "/api/v1/query_range"), (cpu.Method, cpu.Path));
        Assert.Equal("""rate(container_cpu_usage_seconds_total{job="kubernetes-cadvisor", pod_name=~".+", name!="POD", name!=""}[1h])""", cpu.Parameters["query"]);
        Assert.Equal(("1777204800.25", "1777896000.25", "3600"), (cpu.Parameters["start"], cpu.Parameters["end"], cpu.Parameters["step"]));
        Assert.Equal("""container_memory_working_set_bytes{job="kubernetes-cadvisor", pod_name=~".+", name!="POD", name!=""}""", memory.Parameters["query"]);
        Assert.Equal(("POST", "/api/v1/query"), (labels.Method, labels.Path));
        Assert.Equal(("""up{job="kubernetes-pods"}""", "1777896000"), (labels.Parameters["query"], labels.Parameters["time"]));
        Assert.All(server.Requests, r => Assert.Empty(r.Authorization));
    }

    [Fact]
    public async Task All_names_are_those_of_the_flags() // R140
    {
        await using var server = await FakePrometheus.StartAsync(FakePrometheus.Text(Empty));
        var options = new PrometheusOptions
        {
            Address = new Uri(server.Address, "/prom/"),
            CadvisorJob = "",
            HistoryLength = TimeSpan.FromDays(1),
            HistoryResolution = TimeSpan.FromSeconds(30),
            HistoryResolutionText = "30s",
            CpuMetric = "cpu_total",
            ContainerNamespaceLabel = "ns",
            ContainerPodLabel = "pod",
            ContainerNameLabel = "container",
            Namespace = "sh\"op",
            PodLabelsQuery = "kube_pod_labels[8d]",
        };
        using var archive = new ArchiveUnderTest(options);
        await archive.Value.ReadUsageAsync(ArchivedResource.Cpu, AnInstant.Start, CancellationToken.None);
        await archive.Value.ReadPodLabelsAsync(AnInstant.Start, CancellationToken.None);
        var cpu = server.Requests[0];
        Assert.Equal("/prom/api/v1/query_range", cpu.Path);
        Assert.Equal("""rate(cpu_total{pod=~".+", container!="POD", container!="", ns="sh\"op"}[30s])""", cpu.Parameters["query"]);
        Assert.Equal("30", cpu.Parameters["step"]);
        Assert.Equal("kube_pod_labels[8d]", server.Requests[1].Parameters["query"]);
    }

    [Theory] // R144, Q28, Q29
    [InlineData("pod_label_", "vector", "app=web,tier=front")]
    [InlineData("", "matrix", "kubernetes_namespace=shop,kubernetes_pod_name=web-1,pod_label_app=web,pod_label_tier=front")]
    public async Task Labels_of_pods_come_from_a_matrix_or_a_vector_and_the_latest_counts(string prefix, string type, string expected)
    {
        var (old, recent) = type == "vector" ? ("\"value\":[1,\"1\"]", "\"value\":[2,\"1\"]") : ("\"values\":[[1,\"1\"]]", "\"values\":[[1,\"1\"],[2,\"1\"]]");
        var body = $$$"""
            {"status":"success","data":{"resultType":"{{{type}}}","result":[
              {"metric":{"kubernetes_namespace":"shop","kubernetes_pod_name":"web-1","pod_label_app":"web","pod_label_tier":"front"},{{{recent}}}},
              {"metric":{"kubernetes_namespace":"shop","kubernetes_pod_name":"web-1","pod_label_app":"old"},{{{old}}}},
              {"metric":{"kubernetes_namespace":"shop"},{{{old}}}}]}}
            """;
        await using var server = await FakePrometheus.StartAsync(FakePrometheus.Text(body));
        using var archive = new ArchiveUnderTest(new PrometheusOptions { Address = server.Address, PodLabelPrefix = prefix });
        var answer = await archive.Value.ReadPodLabelsAsync(AnInstant.Start, CancellationToken.None);
        var pod = Assert.Single(answer.Items);
        Assert.Equal(new NamespacedName("shop", "web-1"), pod.Pod);
        Assert.Equal(expected, string.Join(',', pod.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}")));
        Assert.Equal(1, answer.Unreadable);
    }

    [Theory] // R139
    [InlineData(403)]
    [InlineData(405)]
    [InlineData(501)]
    public async Task A_proxy_that_lets_no_POST_through_is_asked_by_GET(int status) // R139, R147
    {
        await using var server = await FakePrometheus.StartAsync(context => HttpMethods.IsPost(context.Request.Method)
            ? FakePrometheus.Text("no", status)(context)
            : FakePrometheus.Text(Matrix)(context));
        using var archive = new ArchiveUnderTest(server.Address);
        Assert.Equal(3, (await archive.Value.ReadUsageAsync(ArchivedResource.Memory, AnInstant.Start, CancellationToken.None)).Items.Count);
        Assert.Equal(["POST", "GET"], server.Requests.Select(r => r.Method));
        Assert.Equal(server.Requests[0].Parameters, server.Requests[1].Parameters);
        Assert.Equal(new Dictionary<string, long> { [$"post {status}"] = 1, ["get 200"] = 1 }, archive.Requests);
    }

    [Fact]
    public async Task A_long_answer_is_read_as_a_stream_at_any_cut()
    {
        var series = Enumerable.Range(0, 300).Select(i =>
            $$"""{"metric":{"namespace":"shop","pod_name":"web-{{i}}","name":"app"},"values":[{{string.Join(',', Enumerable.Range(0, 193).Select(h => $"[{1777204800 + (h * 3600)},\"{i}.{h}\"]"))}}]}""");
        var body = System.Text.Encoding.UTF8.GetBytes($$$"""{"status":"success","data":{"resultType":"matrix","result":[{{{string.Join(',', series)}}}]}}""");
        await using var server = await FakePrometheus.StartAsync(async context =>
        {
            var random = new Random(3);
            for (var at = 0; at < body.Length;)
            {
                var length = Math.Min(random.Next(1, 9000), body.Length - at);
                await context.Response.Body.WriteAsync(body.AsMemory(at, length));
                await context.Response.Body.FlushAsync();
                at += length;
            }
        });
        using var archive = new ArchiveUnderTest(server.Address);
        var answer = await archive.Value.ReadUsageAsync(ArchivedResource.Cpu, AnInstant.Start, CancellationToken.None);
        Assert.Equal((300, 0), (answer.Items.Count, answer.Unreadable));
        Assert.All(answer.Items, s => Assert.Equal(193, s.Points.Count));
        Assert.Equal(299.192, answer.Items[299].Points[192].Value);
    }
}
