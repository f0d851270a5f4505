using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Admission.Metrics;
using Vpa.Admission.Reviewing;
using Vpa.Admission.Tests;
using Vpa.Testing;

namespace Vpa.Benchmarks.Admitting;

/// <summary>
/// Measures what a review of a pod costs without HTTP and TLS: reading, deciding and writing the answer. <c>dotnet run -c Release --project tests/Vpa.Benchmarks -- admission-review</c>;
/// fails above the budget.
/// </summary>
internal static class AdmissionReviewTime
{
    public const string Mode = "admission-review";

    /// <summary>A third of what a request may take in all: the rest is the kernel's, Kestrel's and TLS's.</summary>
    private const double BudgetMicroseconds = 50;

    private const int Autoscalers = 2_000;
    private const int Reviews = 100_000;
    private const int Rounds = 5;

    public static async Task<int> RunAsync()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var metrics = new AdmissionMetrics(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        var reviewer = new AdmissionReviewer(State(), new(), metrics, TimeProvider.System, NullLogger<AdmissionReviewer>.Instance);
        var reviews = WebhookClient.Reviews(Autoscalers);
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var (cpu, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
            for (var i = 0; i < Reviews; i++)
            {
                var verdict = await reviewer.ReviewAsync(reviews[i % Autoscalers], CancellationToken.None);
                var reply = new ArrayBufferWriter<byte>(2048);
                AdmissionReviewWriter.Write(reply, verdict);
                if (verdict.Operations.IsEmpty)
                {
                    throw new InvalidOperationException($"Review {i} has no patch: {verdict.Outcome}");
                }
            }

            var each = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Reviews;
            Console.WriteLine($"{each:0.0} us CPU and {(GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)Reviews:0} bytes a review of {reviews[0].Length} bytes (budget {BudgetMicroseconds:0} us)");
            best = Math.Min(best, each);
        }

        return best <= BudgetMicroseconds ? 0 : 1;
    }

    private static AdmissionStateOf State()
    {
        var state = new AdmissionStateOf([.. Enumerable.Range(0, Autoscalers).Select(i => (Domain.Policies.VerticalPodAutoscaler)AVpa.Named($"web-{i}").InNamespace(LoadedWebhook.Namespace)
            .Targeting("Deployment", $"web-{i}").Recommending("app", "250m", "300Mi").Recommending("proxy", "20m", "30Mi"))]);
        for (var i = 0; i < Autoscalers; i++)
        {
            state.Known.Add("ReplicaSet", $"web-{i}-568dbbb4cc", owner: ("Deployment", $"web-{i}"), @namespace: LoadedWebhook.Namespace);
        }

        return state;
    }
}
