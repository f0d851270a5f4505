using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Vpa.Kubernetes.Tests.Client;

/// <summary>An HTTPS server on loopback that answers as a test says.</summary>
internal sealed class StubApiServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private StubApiServer(WebApplication application, int port)
    {
        _application = application;
        Port = port;
    }

    public int Port { get; }

    public static async Task<StubApiServer> StartAsync(X509Certificate2 certificate, RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, e => e.UseHttps(certificate)));
        var application = builder.Build();
        application.Run(answer);
        await application.StartAsync();
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new StubApiServer(application, new Uri(address).Port);
    }

    /// <summary>Writes a kubeconfig for this server to a temporary file.</summary>
    public string Kubeconfig(string authorityPem, string host = "127.0.0.1")
    {
        var path = Path.Combine(Path.GetTempPath(), $"vpa-stub-{Guid.NewGuid():N}.yaml");
        File.WriteAllText(path, $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: c
              cluster:
                server: https://{host}:{Port}
                certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem))}
            users:
            - name: u
              user: {"{"}token: secret{"}"}
            contexts:
            - name: x
              context: {"{"}cluster: c, user: u{"}"}
            current-context: x
            """);
        return path;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
