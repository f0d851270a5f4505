using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.ControlPlane;

/// <summary>The aggregation layer of the real API server reaches an HTTPS server on this machine, and says who asks.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class AggregationLayerTests(ControlPlaneFixture controlPlane)
{
    private const string ServiceName = "aggregation-test";
    private const string Discovery = """
        {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"metrics.k8s.io/v1beta1","resources":[
         {"name":"pods","singularName":"","namespaced":true,"kind":"PodMetrics","verbs":["get","list"]}]}
        """;

    [SkippableFact]
    public async Task A_request_for_metrics_goes_to_a_server_on_loopback_with_the_name_of_the_user()
    {
        var cluster = controlPlane.Require();
        var kubectl = await Installation.InstallAsync(cluster);
        var users = new ConcurrentQueue<string>();
        using var ca = new CertificateAuthority("aggregation-test-ca");
        var port = LoopbackPorts.Free(1)[0];
        await using var server = await StartServerAsync(ca, port, users);
        (await kubectl.ApplyAsync(Registration(ca, port))).Expected();
        try
        {
            using var api = new ApiClient(cluster, await cluster.IssueServiceAccountTokenAsync("kube-system", "vpa-recommender"));
            var list = await Polling.ForAsync("the aggregated API", TimeSpan.FromSeconds(60), cancel =>
                api.FindAsync("/apis/metrics.k8s.io/v1beta1/pods", cancel));
            Assert.Equal("PodMetricsList", list["kind"]!.GetValue<string>());
            Assert.Contains("system:serviceaccount:kube-system:vpa-recommender", users);
        }
        finally
        {
            (await kubectl.RunAsync("delete", "apiservice", "v1beta1.metrics.k8s.io")).Expected();
            (await kubectl.RunAsync("delete", "service", "-n", "kube-system", ServiceName)).Expected();
        }
    }

    private static async Task<WebApplication> StartServerAsync(CertificateAuthority ca, int port, ConcurrentQueue<string> users)
    {
        // The API server asks for the Service's name, wherever the Service leads.
        var (certificate, key) = ca.Issue(ServiceName, $"{ServiceName}.kube-system.svc");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.ListenLocalhost(port, listen => listen.UseHttps(X509Certificate2.CreateFromPem(certificate, key))));
        var app = builder.Build();
        app.Run(context =>
        {
            users.Enqueue(context.Request.Headers["X-Remote-User"].ToString());
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(context.Request.Path == "/apis/metrics.k8s.io/v1beta1/pods"
                ? """{"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{},"items":[]}"""
                : Discovery);
        });
        await app.StartAsync();
        return app;
    }

    private static string Registration(CertificateAuthority ca, int port) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{ServiceName}}, namespace: kube-system}
        spec: {type: ExternalName, externalName: localhost, ports: [{port: {{port}}}]}
        ---
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata: {name: v1beta1.metrics.k8s.io}
        spec:
          group: metrics.k8s.io
          version: v1beta1
          groupPriorityMinimum: 100
          versionPriority: 100
          caBundle: {{Convert.ToBase64String(Encoding.UTF8.GetBytes(ca.Pem))}}
          service: {name: {{ServiceName}}, namespace: kube-system, port: {{port}}}
        """;
}
