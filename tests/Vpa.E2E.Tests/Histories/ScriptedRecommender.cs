using System.Globalization;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Histories;

/// <summary>A recommender's process on a <see cref="ScriptedCluster"/>, which may be killed, frozen and started again.</summary>
internal sealed class ScriptedRecommender(ScriptedCluster cluster, string name, string user, string kubeconfig, string historyPath, params string[] flags) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string _folder = Directory.CreateDirectory(Path.Combine(cluster.Cluster.Folder, user)).FullName;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private int _port;

    /// <summary>The process at hand.</summary>
    public RoleProcess Process { get; private set; } = null!;

    public static async Task<ScriptedRecommender> StartAsync(ScriptedCluster cluster, string name, string user, string historyPath, params string[] flags)
    {
        var recommender = new ScriptedRecommender(cluster, name, user, await cluster.KubeconfigOfAsync(user), historyPath, flags);
        recommender.Start();
        return recommender;
    }

    public void Start()
    {
        // Another port each time: that of a killed process may still be in use for a while.
        _port = LoopbackPorts.Free(1)[0];
        Process = RoleProcess.Start("recommender", kubeconfig, _folder,
        [
            $"--address=127.0.0.1:{_port}", "--recommender-interval=250ms", $"--history-path={historyPath}", $"--recommender-name={name}",
            "--history-retention=87600h", "--kube-api-qps=1000", "--kube-api-burst=1000", "--v=4", .. flags,
        ]);
    }

    /// <summary>SIGKILL, whatever it is doing, and a new process.</summary>
    public async Task KillAndStartAsync()
    {
        await Process.KillAsync();
        await Process.DisposeAsync();
        Start();
    }

    /// <summary>Waits until the samples that are there since a request have been read, written into statuses and stored.</summary>
    public Task UntilConsumedAsync(long since) => Polling.UntilAsync($"{user} to have read and stored the step", Patience, async cancel =>
    {
        Assert.False(Process.HasExited, $"{user} has ended by itself:\n{Process.Tail}");

        // The second reading begins when the cycle of the first has written its statuses and handed its histories over to be stored.
        var readings = cluster.ReadingsOf(user, since);
        if (readings < 2)
        {
            return $"it has read usage {readings} times:\n{Process.Tail}";
        }

        var unsaved = await UnsavedAsync(cancel);
        return unsaved == 0 ? null : $"{unsaved} histories are not stored";
    });

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
    }

    private async Task<long> UnsavedAsync(CancellationToken cancellationToken)
    {
        var metrics = await _http.GetStringAsync(new Uri($"http://127.0.0.1:{_port}/metrics"), cancellationToken);
        var line = metrics.Split('\n').Single(l => l.StartsWith("vpa_recommender_history_unsaved_count", StringComparison.Ordinal));
        return (long)double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
