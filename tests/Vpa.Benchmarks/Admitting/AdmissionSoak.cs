using System.Globalization;
using System.Net;

namespace Vpa.Benchmarks.Admitting;

/// <summary>
/// Eight connections for some minutes, while every VPA gets a new recommendation again and again: memory must stay flat.
/// <c>dotnet run -c Release --project tests/Vpa.Benchmarks -- admission-soak [minutes]</c>; the full measure is 30.
/// </summary>
internal static class AdmissionSoak
{
    public const string Mode = "admission-soak";

    private const double DefaultMinutes = 3;
    private const int Autoscalers = 2_000;
    private const int Connections = 8;
    private const double BudgetMiB = 130;

    /// <summary>How much more the last third may hold than the second: the first one warms up.</summary>
    private const double GrowthMiB = 4;

    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(2);

    /// <summary>A pace that a large cluster does not reach, and that leaves the machine room for the client.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var length = TimeSpan.FromMinutes(arguments.Length > 0 ? double.Parse(arguments[0], CultureInfo.InvariantCulture) : DefaultMinutes);
        await using var webhook = await LoadedWebhook.StartAsync(Autoscalers);
        var reviews = WebhookClient.Reviews(Autoscalers);
        using var stop = new CancellationTokenSource();
        var senders = Enumerable.Range(0, Connections).Select(_ => SendAsync(webhook, reviews, stop.Token)).ToList();
        var churn = ChurnAsync(webhook, stop.Token);
        var samples = await SampleAsync(webhook, length);
        await stop.CancelAsync();
        var sent = (await Task.WhenAll(senders)).Sum();
        await churn;
        var third = samples.Count / 3;
        var (before, after) = (samples.Skip(third).Take(third).Average(), samples.Skip(samples.Count - third).Average());
        Console.WriteLine($"{sent} requests in {length.TotalMinutes:0.#} minutes: {before:0.0} MiB in the second third, {after:0.0} in the last (at most {GrowthMiB:0} more), peak {webhook.Process.PeakMiB:0.0} (budget {BudgetMiB:0})");
        return after <= before + GrowthMiB && webhook.Process.PeakMiB <= BudgetMiB ? 0 : 1;
    }

    private static async Task<List<double>> SampleAsync(LoadedWebhook webhook, TimeSpan length)
    {
        var (samples, started) = (new List<double>(), TimeProvider.System.GetTimestamp());
        while (TimeProvider.System.GetElapsedTime(started) < length)
        {
            await Task.Delay(Sampling, TimeProvider.System);
            samples.Add(webhook.Process.ResidentMiB);
            if (samples.Count % 15 == 0)
            {
                Console.WriteLine($"{TimeProvider.System.GetElapsedTime(started).TotalMinutes,5:0.0} min: {samples[^1]:0.0} MiB");
            }
        }

        return samples;
    }

    private static async Task<int> SendAsync(LoadedWebhook webhook, byte[][] reviews, CancellationToken stop)
    {
        using var client = new WebhookClient(webhook.Port, webhook.CaPem, HttpVersion.Version20, reviews);
        await webhook.UntilPatchingAsync(client);
        var sent = 0;
        for (; !stop.IsCancellationRequested; sent++)
        {
            await client.SendAsync();
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }

        return sent;
    }

    private static async Task ChurnAsync(LoadedWebhook webhook, CancellationToken stop)
    {
        for (var round = 1; !stop.IsCancellationRequested; round++)
        {
            await webhook.RecommendAsync(Autoscalers, 100 + (round % 100));
            await Task.Delay(Sampling, TimeProvider.System, CancellationToken.None);
        }
    }
}
