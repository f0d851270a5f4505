using System.Text.Json;
using Microsoft.Extensions.Logging;
using Vpa.Admission.Metrics;
using Vpa.Admission.Ports;
using Vpa.Admission.Wire;
using Vpa.Domain.Admitting;
using Vpa.Domain.Workloads;

namespace Vpa.Admission.Reviewing;

/// <summary>
/// Turns the bytes of an AdmissionReview into a verdict (section 7). It reads immutable snapshots and calls nobody, so a request costs what
/// its decision costs. Only for a pod whose controller the caches do not know yet it waits a moment (Q15): a ReplicaSet and its
/// first pods are created together, and the pod may win the race.
/// </summary>
/// <param name="state">What the caches know.</param>
/// <param name="options">The operator's settings.</param>
/// <param name="metrics">Receives one count a pod.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives what cannot be answered.</param>
public sealed class AdmissionReviewer(
    IAdmissionState state, PodAdmissionOptions options, AdmissionMetrics metrics, TimeProvider time, ILogger<AdmissionReviewer> logger)
{
    /// <summary>How often a pod is decided about anew while an owner of it is not known yet.</summary>
    internal const int OwnerRetries = 5;

    private const string VpaGroup = "autoscaling.k8s.io";

    private readonly PodReview _pods = new(state, options, logger);
    private readonly VpaReview _vpas = new(options.Gates, logger);

    /// <summary>The pause before each retry: watch events are usually here within a few milliseconds.</summary>
    internal static TimeSpan OwnerPause { get; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Answers one review. Never throws because of its content.</summary>
    internal async ValueTask<AdmissionVerdict> ReviewAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var verdict = Review(json.Span);
        for (var i = 0; i < OwnerRetries && verdict.Outcome is PodOutcome.OwnerMissing or PodOutcome.OwnerPending; i++)
        {
            await Task.Delay(OwnerPause, time, cancellationToken);
            verdict = Review(json.Span);
        }

        if (verdict.Outcome is { } outcome)
        {
            metrics.CountPod(outcome);
            if (verdict.LeftAlone is { } pod)
            {
                Explain(pod, outcome, verdict);
            }
        }

        return verdict;
    }

    /// <summary>Once a pod, after the last retry.</summary>
    private void Explain(Pod pod, PodOutcome outcome, AdmissionVerdict verdict)
    {
        if (outcome is PodOutcome.OwnerMissing or PodOutcome.OwnerPending or PodOutcome.OwnerUnknown)
        {
            logger.OwnerNotFound(pod.Namespace, NameOf(pod), outcome, verdict.Cause, verdict.Uid);
        }

        if (logger.IsEnabled(LogLevel.Debug))
        {
            logger.PodLeftAlone(pod.Namespace, NameOf(pod), outcome, verdict.Cause);
        }
    }

    /// <summary>Pods of controllers are named only after their admission: then the owner says which it is.</summary>
    private static string NameOf(Pod pod) =>
        pod.Name.Length > 0 ? pod.Name
        : OwnerChain.ControllerOf(pod) is { } owner ? $"(of {owner.Kind} {owner.Name})"
        : "(unnamed)";

    private AdmissionVerdict Review(ReadOnlySpan<byte> json)
    {
        AdmissionRequest? request;
        try
        {
            request = AdmissionReviewReader.Read(json);
        }
        catch (JsonException exception)
        {
            logger.ReviewUndecodable(exception.Path, exception.Message);
            return AdmissionVerdict.Unusable(uid: "");
        }

        if (request is null || request.RequestKind is null)
        {
            logger.ReviewIncomplete(request is null ? "request" : "request.requestKind");
            return AdmissionVerdict.Unusable(request?.Uid ?? "");
        }

        switch (request.Group, request.Resource)
        {
            case ("", "pods"):
                return _pods.Review(request, json);
            case (VpaGroup, "verticalpodautoscalers"):
                return _vpas.Review(request, json);
            default:
                logger.ResourceUnknown(request.Group, request.Resource);
                return AdmissionVerdict.Unusable(request.Uid);
        }
    }
}
