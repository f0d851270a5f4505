using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Vpa.Host.Tests.Webhook;

/// <summary>The process over real HTTPS and with real signals.</summary>
public class AdmissionProcessTests
{
    private const string Review = """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"in-flight","requestKind":{"version":"v1","kind":"Pod"},"resource":{"version":"v1","resource":"pods"},"namespace":"demo","operation":"CREATE","object":{"metadata":{"name":"p"},"spec":{"containers":[]}}}}
        """;

    /// <summary>Of a VPA without an update policy, which is given one (A90).</summary>
    private const string PatchedReview = """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"late","requestKind":{"group":"autoscaling.k8s.io","version":"v1","kind":"VerticalPodAutoscaler"},"resource":{"group":"autoscaling.k8s.io","version":"v1","resource":"verticalpodautoscalers"},"namespace":"demo","operation":"CREATE","object":{"apiVersion":"autoscaling.k8s.io/v1","kind":"VerticalPodAutoscaler","metadata":{"name":"v","namespace":"demo"},"spec":{"targetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"}}}}}
        """;

    /// <summary>So many connections, one after the other, take longer than a server needs that stops listening at once.</summary>
    private const int ConnectionsWhileDraining = 5;

    [Fact]
    public async Task A_request_in_flight_at_SIGTERM_is_answered_and_the_process_ends_with_0() // unlike A6
    {
        var pair = RunningWebhook.Localhost();
        await using var process = await AdmissionProcess.StartAsync(folder => Files(folder, pair.Server, pair.CaPem));
        await process.ReadyAsync();
        await using var tls = await ConnectAsync(process.Port, pair.CaPem);
        var body = Encoding.UTF8.GetBytes(Review);
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"));
        await tls.WriteAsync(body.AsMemory(0, 20));
        await tls.FlushAsync();

        await process.TerminateAsync();
        await process.UntilAsync("the shutdown has begun", async () => await process.ProbeAsync("ready-check") != HttpStatusCode.OK);
        await tls.WriteAsync(body.AsMemory(20));
        using var reader = new StreamReader(tls);
        var answer = await reader.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.EndsWith("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"in-flight","allowed":true}}""", answer, StringComparison.Ordinal);
        Assert.True(await process.ExitCodeAsync() == 0, process.Output);
    }

    [Fact] // A Service goes on sending connections for a moment after its pod was told to stop.
    public async Task New_connections_are_still_answered_with_patches_after_SIGTERM() // unlike A6
    {
        var pair = RunningWebhook.Localhost();
        await using var process = await AdmissionProcess.StartAsync(folder => Files(folder, pair.Server, pair.CaPem));
        await process.ReadyAsync();
        Assert.False(await IsPatchedAndClosedAsync(process.Port, pair.CaPem));
        await process.TerminateAsync();

        // An answer that also gives its connection up shows that the order to stop has arrived. A refused connection fails the test.
        await process.UntilAsync("the shutdown has begun", () => IsPatchedAndClosedAsync(process.Port, pair.CaPem));
        for (var i = 0; i < ConnectionsWhileDraining; i++)
        {
            Assert.True(await IsPatchedAndClosedAsync(process.Port, pair.CaPem));
        }

        Assert.True(await process.ExitCodeAsync() == 0, process.Output);
    }

    [Fact]
    public async Task It_is_healthy_but_not_ready_while_a_cache_cannot_be_filled_Q3() // A1 to A3, A42
    {
        var pair = RunningWebhook.Localhost();
        await using var blocked = await AdmissionProcess.StartAsync(folder => Files(folder, pair.Server, pair.CaPem), s => s.Faults.Add(
            new("list", "limitranges", new Vpa.Simulation.ApiServer.Fault.Refuse(500))));
        await blocked.UntilAsync("the process answers", async () => await blocked.ProbeAsync("health-check") == HttpStatusCode.OK);

        await blocked.UntilAsync("the list was tried and failed", () => Task.FromResult(blocked.ApiServer.Faults.Injected >= 2));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await blocked.ProbeAsync("ready-check"));
        Assert.Equal(HttpStatusCode.OK, await blocked.ProbeAsync("health-check"));
        blocked.ApiServer.Faults.Clear();
        await blocked.ReadyAsync();
    }

    [Fact]
    public async Task Without_files_it_makes_its_own_certificates_with_the_rights_it_is_installed_with()
    {
        await using var process = await AdmissionProcess.StartAsync(_ => []);
        await process.ReadyAsync();
        using var client = process.Connect();
        var bundle = default(string);
        await process.UntilAsync("the webhook is registered", async () => (bundle = await process.RegisteredCaAsync()) is not null);

        await using var tls = await ConnectAsync(process.Port, bundle!, "vpa-webhook.kube-system.svc");
        var metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));

        Assert.True(tls.IsAuthenticated);
        Assert.Matches("(?m)^vpa_admission_controller_certificate_expiry_timestamp_seconds\\{certificate=\"server\"\\} 1\\d{9}", metrics);
        Assert.Matches("(?m)^vpa_admission_controller_certificate_expiry_timestamp_seconds\\{certificate=\"ca\"\\} 1\\d{9}", metrics);
        Assert.Matches("(?m)^vpa_admission_controller_turned_away_requests_total\\{reason=\"overload\"\\} 0", metrics);
        Assert.DoesNotContain("PRIVATE KEY", process.Output, StringComparison.Ordinal);
        await process.TerminateAsync();
        Assert.True(await process.ExitCodeAsync() == 0, process.Output);
        Assert.Equal(bundle, await process.RegisteredCaAsync()); // what is registered stays behind (A6)
    }

    [Fact]
    public async Task Rotated_files_are_served_and_registered_A28()
    {
        var (first, second) = (RunningWebhook.Localhost(), RunningWebhook.Localhost());
        var folder = default(string);
        await using var process = await AdmissionProcess.StartAsync(f => Files(folder = f, first.Server, first.CaPem).Append("--reload-cert"));
        await process.UntilAsync("the webhook is registered", async () => await process.RegisteredCaAsync() == first.CaPem);

        _ = Files(folder!, second.Server, second.CaPem).ToList();
        await process.UntilAsync("the new CA is registered", async () => await process.RegisteredCaAsync() == second.CaPem);

        await using var tls = await ConnectAsync(process.Port, second.CaPem);
        Assert.Contains("New certificate found, reloading", process.Output, StringComparison.Ordinal);
        Assert.Contains("New client CA found, reloading and patching webhook", process.Output, StringComparison.Ordinal);
        await process.UntilAsync("the success is logged", () => Task.FromResult(process.Output.Contains("Successfully patched webhook with new client CA", StringComparison.Ordinal)));
    }

    internal static IEnumerable<string> Files(string folder, X509Certificate2 server, string caPem)
    {
        string Write(string name, string text)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, text);
            return path;
        }

        return
        [
            "--tls-cert-file=" + Write("cert.pem", server.ExportCertificatePem()),
            "--tls-private-key=" + Write("key.pem", server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()),
            "--client-ca-file=" + Write("ca.pem", caPem),
        ];
    }

    /// <summary>Posts over a connection of its own, makes sure that the answer is a patch, and returns whether the server closes the connection.</summary>
    private static async Task<bool> IsPatchedAndClosedAsync(int port, string caPem)
    {
        using var client = RunningWebhook.Client(caPem, HttpVersion.Version11);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(PatchedReview)) { Headers = { ContentType = new("application/json") } };
        using var answer = await client.PostAsync(new Uri($"https://localhost:{port}/"), content);
        Assert.Contains("\"patchType\":\"JSONPatch\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        return answer.Headers.ConnectionClose == true;
    }

    private static async Task<SslStream> ConnectAsync(int port, string caPem, string name = "localhost")
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = name, CertificateChainPolicy = RunningWebhook.Trusting(caPem) });
        return tls;
    }
}
