using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Vpa.Storage.Tests.Prometheus;

/// <summary>A server on loopback that answers as a test says and remembers what it was asked: for the faults that a real Prometheus does not have.</summary>
internal sealed class FakePrometheus : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly List<Asked> _asked = [];

    private FakePrometheus(WebApplication host, X509Certificate2? certificate) => (_host, Certificate) = (host, certificate);

    /// <summary>The certificate, which signs itself; null when it serves plain HTTP.</summary>
    public X509Certificate2? Certificate { get; }

    public Uri Address { get; private set; } = null!;

    public IReadOnlyList<Asked> Requests
    {
        get
        {
            lock (_asked)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="answer">Answers each request.</param>
    /// <param name="certificateName">The name that its certificate is for; null serves plain HTTP.</param>
    public static async Task<FakePrometheus> StartAsync(Func<HttpContext, Task> answer, string? certificateName = null)
    {
        var certificate = certificateName is null ? null : Issue(certificateName);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var host = builder.Build();
        var server = new FakePrometheus(host, certificate);
        host.Run(async context =>
        {
            await server.NoteAsync(context);
            await answer(context);
        });
        await host.StartAsync();
        var address = new Uri(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        server.Address = certificate is null ? address : new UriBuilder(address) { Host = "localhost" }.Uri;
        return server;
    }

    /// <summary>An answer with a body.</summary>
    public static Func<HttpContext, Task> Text(string body, int status = 200) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body, context.RequestAborted);
    };

    public async ValueTask DisposeAsync()
    {
        // No grace for requests that a test leaves hanging.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _host.StopAsync(now.Token);
        await _host.DisposeAsync();
        Certificate?.Dispose();
    }

    private async Task NoteAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        var parameters = form?.ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal)
            ?? context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        lock (_asked)
        {
            _asked.Add(new(context.Request.Method, context.Request.Path, parameters, context.Request.Headers.Authorization.ToString()));
        }
    }

    private static X509Certificate2 Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddMinutes(-5), now.AddHours(1));
    }

    /// <summary>A request.</summary>
    internal sealed record Asked(string Method, string Path, IReadOnlyDictionary<string, string> Parameters, string Authorization);
}
