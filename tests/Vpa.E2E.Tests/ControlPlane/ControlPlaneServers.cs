using System.Net;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.ControlPlane;

/// <summary>etcd, kube-apiserver and kube-controller-manager on loopback, with RBAC and the aggregation layer on.</summary>
internal sealed class ControlPlaneServers : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);
    private readonly ControlPlaneBinaries _binaries;
    private readonly ControlPlaneFiles _files;
    private readonly string _controllers;
    private readonly int[] _ports = LoopbackPorts.Free(3);
    private readonly Stack<ChildProcess> _processes = new();

    private ControlPlaneServers(ControlPlaneBinaries binaries, ControlPlaneFiles files, string controllers)
    {
        _controllers = controllers;
        _binaries = binaries;
        _files = files;
        Address = new Uri($"https://127.0.0.1:{_ports[2]}");
    }

    public Uri Address { get; }

    /// <summary>Starts the three and returns when the API server is ready and the controllers have begun their work.</summary>
    /// <param name="binaries">The programs.</param>
    /// <param name="files">Keys, certificates and tokens.</param>
    /// <param name="controllers">
    /// The controllers that run, serviceaccount among them. By default all but nodelifecycle: nodes are simulated and may send no heartbeats, and it
    /// would take their Pods away.
    /// </param>
    public static async Task<ControlPlaneServers> StartAsync(ControlPlaneBinaries binaries, ControlPlaneFiles files, string controllers = "*,-nodelifecycle")
    {
        var servers = new ControlPlaneServers(binaries, files, controllers);
        try
        {
            await servers.StartAsync();
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Fails with the server's last lines when one has ended though nobody asked it to.</summary>
    public void AssertRunning()
    {
        var ended = _processes.FirstOrDefault(p => p.HasExited);
        if (ended is not null)
        {
            throw new ControlPlaneException($"{ended.Name} ended with code {ended.ExitCode}", ended);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // In reverse order: the API server's last writes then still find their etcd.
        while (_processes.TryPop(out var process))
        {
            await process.DisposeAsync();
        }
    }

    private async Task StartAsync()
    {
        Start("etcd", _binaries.Etcd, EtcdFlags());
        var apiServer = Start("kube-apiserver", _binaries.ApiServer, ApiServerFlags());
        using var api = new ApiClient(Address, _files.CaPem, _files.AdminToken);
        await UntilReadyAsync(apiServer, "kube-apiserver to be ready", async cancel =>
        {
            var (code, body) = await api.SendAsync(HttpMethod.Get, "/readyz", null, cancel);
            return code == HttpStatusCode.OK ? null : body;
        });
        var facts = await ServerFacts.DiscoverAsync(api);
        var manager = Start("kube-controller-manager", _binaries.ControllerManager, ControllerManagerFlags(facts.Minor));
        await UntilReadyAsync(manager, "the controllers to make the first ServiceAccount", async cancel =>
            await api.FindAsync("/api/v1/namespaces/default/serviceaccounts/default", cancel) is null ? "it is not there yet" : null);
    }

    private ChildProcess Start(string name, string file, IEnumerable<string> flags)
    {
        var process = ChildProcess.Start(name, file, flags, Path.Combine(_files.Folder, name + ".log"));
        _processes.Push(process);
        return process;
    }

    private async Task UntilReadyAsync(ChildProcess process, string what, Func<CancellationToken, Task<string?>> probe)
    {
        try
        {
            await Polling.UntilAsync(what, StartDeadline, async cancel =>
            {
                AssertRunning();
                return await probe(cancel);
            });
        }
        catch (TimeoutException e)
        {
            throw new ControlPlaneException(e.Message, process);
        }
    }

    private IEnumerable<string> EtcdFlags() =>
    [
        $"--data-dir={Path.Combine(_files.Folder, "etcd")}",
        $"--listen-client-urls=http://127.0.0.1:{_ports[0]}",
        $"--advertise-client-urls=http://127.0.0.1:{_ports[0]}",
        $"--listen-peer-urls=http://127.0.0.1:{_ports[1]}",
        $"--initial-advertise-peer-urls=http://127.0.0.1:{_ports[1]}",
        $"--initial-cluster=default=http://127.0.0.1:{_ports[1]}",
    ];

    private IEnumerable<string> ApiServerFlags() =>
    [
        $"--etcd-servers=http://127.0.0.1:{_ports[0]}",
        $"--secure-port={_ports[2]}",
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        // There is one server, and a loopback address is not a legal endpoint of the Service `kubernetes`.
        "--endpoint-reconciler-type=none",
        $"--tls-cert-file={_files.ServerCertificate}",
        $"--tls-private-key-file={_files.ServerKey}",
        $"--cert-dir={_files.Folder}",
        $"--token-auth-file={_files.Tokens}",
        "--authorization-mode=RBAC",
        $"--audit-policy-file={_files.AuditPolicy}",
        $"--audit-log-path={_files.AuditLog}",
        "--service-account-issuer=https://kubernetes.default.svc",
        $"--service-account-key-file={_files.ServiceAccountPublicKey}",
        $"--service-account-signing-key-file={_files.ServiceAccountKey}",
        "--service-cluster-ip-range=10.96.0.0/24",
        // The aggregation layer. It resolves a Service of type ExternalName only without --enable-aggregator-routing.
        $"--requestheader-client-ca-file={_files.FrontProxyCa}",
        $"--requestheader-allowed-names={ControlPlaneFiles.FrontProxyName}",
        "--requestheader-username-headers=X-Remote-User",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        $"--proxy-client-cert-file={_files.FrontProxyCertificate}",
        $"--proxy-client-key-file={_files.FrontProxyKey}",
        "--allow-privileged=true",
        "--profiling=false",
        "--v=1",
    ];

    private IEnumerable<string> ControllerManagerFlags(int minor)
    {
        var kubeconfig = Kubeconfig.Write(_files.Folder, "kube-controller-manager", Address, _files.CaPem, _files.ControllerManagerToken);
        yield return $"--kubeconfig={kubeconfig}";
        yield return $"--root-ca-file={_files.Ca}";
        yield return $"--service-account-private-key-file={_files.ServiceAccountKey}";
        yield return "--use-service-account-credentials=true";
        yield return "--leader-elect=false";
        yield return "--controllers=" + _controllers;
        // Tests delete and evict all the time; the default of 20 requests a second is for real clusters.
        yield return "--kube-api-qps=200";
        yield return "--kube-api-burst=400";
        yield return "--secure-port=0";
        yield return "--v=1";
        if (minor < 24)
        {
            // Old versions open a plain-text port on all addresses unless told not to; newer ones do not know the flag.
            yield return "--port=0";
        }
    }
}
