using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Vpa.Simulation.ApiServer;

/// <summary>
/// HTTPS clients for webhooks and aggregated servers. To a service they speak TLS with the name service.namespace.svc, as kube-apiserver
/// does, and connect to where the service leads.
/// </summary>
internal sealed class ServiceConnections(ServiceEndpoints endpoints) : IDisposable
{
    private readonly ConcurrentDictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);

    /// <summary>A client for the hosts of URLs.</summary>
    public HttpClient ToUrl(byte[]? authority) =>
        _clients.GetOrAdd("url|" + Digest(authority), _ => Make(Handler(authority, insecure: false)));

    /// <summary>A client whose connections all go to this service, whatever the host name.</summary>
    public HttpClient ToService(string ns, string name, int port, byte[]? authority, bool insecure)
    {
        var key = $"{ns}|{name}|{port}|{insecure}|{Digest(authority)}";
        return _clients.GetOrAdd(key, _ =>
        {
            var handler = Handler(authority, insecure);
            handler.ConnectCallback = async (_, ct) => await ConnectAsync(ns, name, port, ct);
            return Make(handler);
        });
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private async Task<Stream> ConnectAsync(string ns, string name, int port, CancellationToken ct)
    {
        var (host, target) = endpoints.Resolve(ns, name, port);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, target, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static HttpClient Make(SocketsHttpHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    private static SocketsHttpHandler Handler(byte[]? authority, bool insecure)
    {
        var tls = new SslClientAuthenticationOptions();
        if (insecure)
        {
#pragma warning disable CA5359 // insecureSkipTLSVerify of an APIService asks for exactly this.
            tls.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (authority is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPem(Encoding.ASCII.GetString(authority));
            tls.CertificateChainPolicy = policy;
        }

        return new SocketsHttpHandler
        {
            SslOptions = tls,
            AllowAutoRedirect = false,
            UseProxy = false,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        };
    }

    private static string Digest(byte[]? authority) => authority is null ? "" : Convert.ToHexString(SHA256.HashData(authority));
}
