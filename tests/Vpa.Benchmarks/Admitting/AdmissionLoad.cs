using System.Globalization;
using System.Net;

namespace Vpa.Benchmarks.Admitting;

/// <summary>
/// Measures the admission controller's process over kept-alive TLS: CPU time a request, latency on one and on eight connections, memory, with 2,000 and with
/// 10,000 VPAs. <c>dotnet run -c Release --project tests/Vpa.Benchmarks -- admission-load [requests [VPAs...]]</c>; fails above a budget. Latencies are those of a client on the same
/// machine, which takes more CPU than the server, so they hold on a quiet one only. An API server speaks HTTP/1.1 to a webhook (kubernetes/kubernetes#82090), since 1.30 HTTP/2 to one on its own machine.
/// </summary>
internal static class AdmissionLoad
{
    public const string Mode = "admission-load";

    private const int DefaultRequests = 20_000;

    /// <summary>Until the compiler's last tier has what it needs; a webhook runs for weeks.</summary>
    private const int WarmUp = 30_000;
    private const double BudgetMicroseconds = 150;
    private const double BudgetMiB = 130;
    private static readonly int[] Autoscalers = [2_000, 10_000];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var requests = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : DefaultRequests;
        var isWithin = true;
        foreach (var autoscalers in arguments.Length > 1 ? arguments.Skip(1).Select(a => int.Parse(a, CultureInfo.InvariantCulture)) : Autoscalers)
        {
            await using var webhook = await LoadedWebhook.StartAsync(autoscalers);
            var reviews = WebhookClient.Reviews(autoscalers);
            isWithin &= await MeasureAsync(webhook, HttpVersion.Version11, reviews, requests);
            isWithin &= await MeasureAsync(webhook, HttpVersion.Version20, reviews, requests);
            var managed = await webhook.Process.SumAsync("dotnet_gc_last_collection_heap_size_bytes") / 1048576;
            Console.WriteLine($"{autoscalers} VPAs: {webhook.Process.ResidentMiB:0.0} MiB resident, {managed:0.0} of it managed, peak {webhook.Process.PeakMiB:0.0} (budget {BudgetMiB:0})");
            isWithin &= webhook.Process.PeakMiB <= BudgetMiB;
        }

        return isWithin ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(LoadedWebhook webhook, Version version, byte[][] reviews, int requests)
    {
        await MeasureAsync(webhook, version, reviews, 1, WarmUp, p99: null);
        var one = await MeasureAsync(webhook, version, reviews, 1, requests, p99: 1.5);
        var eight = await MeasureAsync(webhook, version, reviews, 8, requests, p99: 8);

        // One request at a time over HTTP/2 is shown but not judged: nobody sends them so, and on a machine that is idle between them it is the machine that is measured.
        return (version == HttpVersion.Version20 || one <= BudgetMicroseconds) & eight <= BudgetMicroseconds;
    }

    /// <summary>Gives the CPU time a request in microseconds, and prints it unless it is the warm-up.</summary>
    private static async Task<double> MeasureAsync(LoadedWebhook webhook, Version version, byte[][] reviews, int connections, int requests, double? p99)
    {
        var clients = Enumerable.Range(0, connections)
            .Select(i => new WebhookClient(webhook.Port, webhook.CaPem, version, [.. reviews.Where((_, r) => r % connections == i)])).ToList();
        try
        {
            foreach (var client in clients)
            {
                await webhook.UntilPatchingAsync(client); // handshakes are not part of the figures
            }

            var (cpu, started) = (webhook.Process.Cpu, TimeProvider.System.GetTimestamp());
            var latencies = (await Task.WhenAll(clients.Select(c => SendAsync(c, requests / connections)))).SelectMany(l => l).Order().ToList();
            var wall = TimeProvider.System.GetElapsedTime(started);
            var each = (webhook.Process.Cpu - cpu).TotalMicroseconds / latencies.Count;
            if (p99 is { } budget)
            {
                Console.WriteLine(
                    $"{reviews.Length} VPAs, HTTP/{version}, {connections} connection(s): {each:0} us CPU a request (budget {BudgetMicroseconds:0}), {latencies.Count / wall.TotalSeconds:0} requests/s, "
                    + $"median {At(latencies, 0.5):0.00} ms, p99 {At(latencies, 0.99):0.00} ms (on a quiet machine {budget:0.0}), slowest {latencies[^1].TotalMilliseconds:0.0} ms");
            }

            return each;
        }
        finally
        {
            clients.ForEach(c => c.Dispose());
        }
    }

    private static double At(List<TimeSpan> ordered, double share) => ordered[(int)((ordered.Count - 1) * share)].TotalMilliseconds;

    private static async Task<List<TimeSpan>> SendAsync(WebhookClient client, int requests)
    {
        var latencies = new List<TimeSpan>(requests);
        for (var i = 0; i < requests; i++)
        {
            latencies.Add(await client.SendAsync());
        }

        return latencies;
    }
}
