using System.Text.Json;
using Microsoft.Extensions.Logging;
using Vpa.Admission.Metrics;
using Vpa.Admission.Ports;
using Vpa.Admission.Wire;
using Vpa.Domain.Admitting;
using Vpa.Domain.Workloads;

namespace Vpa.Admission.Reviewing;

/// <summary>Answers requests about pods. A pod is always admitted, patched or not (A51).</summary>
internal sealed class PodReview(IAdmissionState state, PodAdmissionOptions options, ILogger logger)
{
    private const string Version = "v1";
    private const string Creation = "CREATE";

    /// <summary>Decides about one pod.</summary>
    /// <param name="request">The request.</param>
    /// <param name="json">The bytes the request was read from.</param>
    public AdmissionVerdict Review(AdmissionRequest request, ReadOnlySpan<byte> json)
    {
        try
        {
            return Decide(request, json);
        }
        catch (Exception exception)
        {
            // Whatever goes wrong here must not keep a pod from starting (A19).
            logger.PodReviewFailed(exception, request.Namespace, request.Name);
            return Unpatched(request, PodOutcome.Failed);
        }
    }

    private static AdmissionVerdict Unpatched(AdmissionRequest request, PodOutcome outcome, Pod? leftAlone = null, string? cause = null) => new()
    {
        Uid = request.Uid,
        Resource = ReviewedResource.Pod,
        Outcome = outcome,
        LeftAlone = leftAlone,
        Cause = cause,
        Status = ReviewStatus.Skipped,
    };

    private AdmissionVerdict Decide(AdmissionRequest request, ReadOnlySpan<byte> json)
    {
        if (request.Version != Version || request.SubResource.Length > 0 || request.Operation is not ("" or Creation))
        {
            logger.PodNotCreated(request.Namespace, request.Name, request.Operation);
            return Unpatched(request, PodOutcome.NotAPodCreation);
        }

        if (Read(request, json) is not { } admitted)
        {
            return Unpatched(request, PodOutcome.Undecodable);
        }

        var pod = admitted.Pod;
        if (options.Ignores(pod.Namespace))
        {
            return Unpatched(request, PodOutcome.NamespaceIgnored);
        }

        var controlling = ControllingVpa.Find(pod, state.Vpas, state.Controllers);
        if (controlling.Vpa is not { } vpa)
        {
            return Unpatched(request, controlling.Outcome, pod, controlling.Cause);
        }

        if (PodPatch.For(admitted, vpa, state.LimitRanges(pod.Namespace), options) is not { } operations)
        {
            logger.StartupBoostInvalid(vpa.Key.Namespace, pod.Name, vpa.Key.Name);
            return Unpatched(request, PodOutcome.InvalidStartupBoost);
        }

        logger.PodPatched(pod.Namespace, pod.Name, vpa.Key.Name, operations.Length);
        return new()
        {
            Uid = request.Uid,
            Resource = ReviewedResource.Pod,
            Outcome = PodOutcome.Patched,
            Operations = operations,
            Status = ReviewStatus.Applied,
        };
    }

    private AdmittedPod? Read(AdmissionRequest request, ReadOnlySpan<byte> json)
    {
        if (request.Pod is not null)
        {
            return request.Pod;
        }

        if (request.Object.IsEmpty)
        {
            logger.PodUndecodable(request.Namespace, request.Name, "request.object", "there is no object");
            return null;
        }

        try
        {
            return PodReader.Read(request.Object.Of(json), request.Namespace);
        }
        catch (JsonException exception)
        {
            logger.PodUndecodable(request.Namespace, request.Name, exception.Path, exception.Message);
            return null;
        }
    }
}
