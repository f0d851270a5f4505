using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Vpa.Admission.Metrics;
using Vpa.Admission.Wire;
using Vpa.Domain.Admitting;
using Vpa.Domain.Admitting.Submitted;
using Vpa.Domain.Policies;

namespace Vpa.Admission.Reviewing;

/// <summary>Answers requests about VPA objects (section 8).</summary>
internal sealed class VpaReview(FeatureGates gates, ILogger logger)
{
    /// <summary>Decides about one object.</summary>
    /// <param name="request">The request.</param>
    /// <param name="json">The bytes the request was read from.</param>
    public AdmissionVerdict Review(AdmissionRequest request, ReadOnlySpan<byte> json)
    {
        var verdict = new AdmissionVerdict { Uid = request.Uid, Resource = ReviewedResource.Vpa, Status = ReviewStatus.Skipped };
        try
        {
            var decided = VpaValidation.Validate(Read(request.Object, json), Read(request.OldObject, json), gates);
            verdict = verdict with { Warnings = decided.Warnings };
            return decided.Errors.IsEmpty
                ? verdict with
                {
                    Operations = decided.Operations,
                    Status = decided.Operations.IsEmpty ? ReviewStatus.Skipped : ReviewStatus.Applied,
                }
                : verdict with { Refusal = Refused(request, decided.Errors) };
        }
        catch (JsonException exception)
        {
            return verdict with { Refusal = Refused(request, [FieldError.Undecodable(UndecodableValue.Describe(exception, request.Object.Of(json)))]) };
        }
        catch (Exception exception)
        {
            // A defect here must not lock anybody out of their own objects (A19).
            logger.VpaReviewFailed(exception, request.Namespace, request.Name);
            return verdict;
        }
    }

    private static SubmittedVpa Read(JsonRange range, ReadOnlySpan<byte> json) =>
        range.IsEmpty ? SubmittedVpa.Nothing : JsonSerializer.Deserialize(range.Of(json), AdmissionJson.Default.SubmittedVpa) ?? SubmittedVpa.Nothing;

    private Refusal Refused(AdmissionRequest request, ImmutableArray<FieldError> errors)
    {
        var refusal = new Refusal(request.RequestKind ?? "", request.Name, errors);
        logger.VpaRefused(request.Namespace, request.Name, VpaValidation.Summarize(refusal.Kind, refusal.Name, errors));
        return refusal;
    }
}
