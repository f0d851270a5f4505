using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Sources;

/// <summary>Prometheus as its users run it: over HTTPS with a password, on loopback, with samples of the past in its database.</summary>
internal sealed class RealPrometheus : IAsyncDisposable
{
    public const string User = "vpa";
    public const string Password = "test";

    // Of the password above; the program accepts nothing but bcrypt.
    private const string PasswordHash = "$2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly string _folder;
    private readonly int _port = LoopbackPorts.Free(1)[0];
    private ChildProcess? _process;

    private RealPrometheus(string folder) => _folder = folder;

    /// <summary>Why there can be none; null when there can.</summary>
    public static string? MissingReason { get; } =
        Programs.Find("prometheus") is null || Programs.Find("promtool") is null ? "no prometheus and promtool on PATH (Debian's package prometheus has both)" : null;

    public Uri Address => new($"https://localhost:{_port}");

    /// <summary>The authority that its certificate is to be verified by, PEM.</summary>
    public string CaFile => Path.Combine(_folder, "prometheus.pem");

    /// <summary>Makes the database; the server does not run yet.</summary>
    public static async Task<RealPrometheus> PrepareAsync(string parent, PastSamples samples)
    {
        var prometheus = new RealPrometheus(Directory.CreateDirectory(Path.Combine(parent, "prometheus")).FullName);
        var input = Path.Combine(prometheus._folder, "samples.om");
        await File.WriteAllTextAsync(input, samples.ToString());
        await using var promtool = ChildProcess.Start(
            "promtool", Programs.Find("promtool")!, ["tsdb", "create-blocks-from", "openmetrics", input, prometheus.Data], Path.Combine(prometheus._folder, "promtool.log"));
        Assert.True(await promtool.WaitForExitAsync(Deadline) == 0, promtool.Tail);
        await prometheus.ConfigureAsync();
        return prometheus;
    }

    /// <summary>Starts the server and returns when it answers queries.</summary>
    public async Task StartAsync()
    {
        _process = ChildProcess.Start(
            "prometheus",
            Programs.Find("prometheus")!,
            [
                $"--config.file={Path.Combine(_folder, "prometheus.yml")}", $"--web.config.file={Path.Combine(_folder, "web.yml")}", $"--storage.tsdb.path={Data}",
                $"--web.listen-address=127.0.0.1:{_port}", "--storage.tsdb.retention.time=1y", "--log.level=warn",
            ],
            Path.Combine(_folder, "prometheus.log"));
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(CaFile);
        using var handler = new SocketsHttpHandler { SslOptions = new() { CertificateChainPolicy = policy } };
        using var http = new HttpClient(handler);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));
        await Polling.UntilAsync("Prometheus to be ready", Deadline, async cancel =>
        {
            Assert.False(_process.HasExited, $"Prometheus has ended:\n{_process.Tail}");
            using var answer = await http.GetAsync(new Uri(Address, "/-/ready"), cancel);
            return answer.IsSuccessStatusCode ? null : $"HTTP {(int)answer.StatusCode}";
        });
    }

    /// <summary>Ends the server.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private string Data => Path.Combine(_folder, "data");

    private async Task ConfigureAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddHours(2));
        await File.WriteAllTextAsync(CaFile, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(_folder, "prometheus.key"), key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(Path.Combine(_folder, "prometheus.yml"), "global: {}\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "web.yml"), $"""
            tls_server_config:
              cert_file: prometheus.pem
              key_file: prometheus.key
            basic_auth_users:
              {User}: "{PasswordHash}"

            """);
    }
}
