using System.Text.Json;
using Microsoft.Extensions.Logging;
using Vpa.Admission.Metrics;
using Vpa.Admission.Ports;
using Vpa.Admission.Wire;
using Vpa.Domain.Admitting;

namespace Vpa.Admission.Reviewing;

/// <summary>
/// Turns the bytes of an AdmissionReview into a verdict (section 7). Synchronous: it reads immutable snapshots and calls nobody, so a
/// request costs what its decision costs.
/// </summary>
/// <param name="state">What the caches know.</param>
/// <param name="options">The operator's settings.</param>
/// <param name="metrics">Receives one count a pod.</param>
/// <param name="logger">Receives what cannot be answered.</param>
public sealed class AdmissionReviewer(
    IAdmissionState state, PodAdmissionOptions options, AdmissionMetrics metrics, ILogger<AdmissionReviewer> logger)
{
    private const string VpaGroup = "autoscaling.k8s.io";

    private readonly PodReview _pods = new(state, options, metrics, logger);
    private readonly VpaReview _vpas = new(options.Gates, logger);

    /// <summary>Answers one review. Never throws because of its content.</summary>
    internal AdmissionVerdict Review(ReadOnlySpan<byte> json)
    {
        AdmissionRequestMessage? request;
        try
        {
            request = JsonSerializer.Deserialize(json, AdmissionJson.Default.AdmissionReviewMessage)?.Request;
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

        switch (request.Resource?.Group ?? "", request.Resource?.Resource)
        {
            case ("", "pods"):
                return _pods.Review(request, json);
            case (VpaGroup, "verticalpodautoscalers"):
                return _vpas.Review(request, json);
            default:
                logger.ResourceUnknown(request.Resource?.Group, request.Resource?.Resource);
                return AdmissionVerdict.Unusable(request.Uid ?? "");
        }
    }
}
