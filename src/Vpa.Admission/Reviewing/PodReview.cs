using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Vpa.Admission.Metrics;
using Vpa.Admission.Ports;
using Vpa.Admission.Wire;
using Vpa.Domain.Admitting;

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
        var outcome = PodOutcome.Failed;
        ImmutableArray<PatchOperation> operations = [];
        try
        {
            (outcome, operations) = Decide(request, json);
        }
        catch (Exception exception)
        {
            // Whatever goes wrong here must not keep a pod from starting (A19).
            logger.PodReviewFailed(exception, request.Namespace, request.Name);
        }

        return new()
        {
            Uid = request.Uid,
            Resource = ReviewedResource.Pod,
            Outcome = outcome,
            Operations = operations,
            Status = outcome == PodOutcome.Patched ? ReviewStatus.Applied : ReviewStatus.Skipped,
        };
    }

    private (PodOutcome Outcome, ImmutableArray<PatchOperation> Operations) Decide(AdmissionRequest request, ReadOnlySpan<byte> json)
    {
        if (request.Version != Version || request.SubResource.Length > 0 || request.Operation is not ("" or Creation))
        {
            logger.PodNotCreated(request.Namespace, request.Name, request.Operation);
            return (PodOutcome.NotAPodCreation, []);
        }

        if (Read(request, json) is not { } admitted)
        {
            return (PodOutcome.Undecodable, []);
        }

        var pod = admitted.Pod;
        if (options.Ignores(pod.Namespace))
        {
            return (PodOutcome.NamespaceIgnored, []);
        }

        var controlling = ControllingVpa.Find(pod, state.Vpas, state.Controllers);
        if (controlling.Vpa is not { } vpa)
        {
            logger.PodLeftAlone(pod.Namespace, pod.Name, controlling.Outcome, controlling.Cause);
            return (controlling.Outcome, []);
        }

        if (PodPatch.For(admitted, vpa, state.LimitRanges(pod.Namespace), options) is not { } operations)
        {
            logger.StartupBoostInvalid(vpa.Key.Namespace, pod.Name, vpa.Key.Name);
            return (PodOutcome.InvalidStartupBoost, []);
        }

        logger.PodPatched(pod.Namespace, pod.Name, vpa.Key.Name, operations.Length);
        return (PodOutcome.Patched, operations);
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
