using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
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
        if (!TryRead(request.Object.Of(json), out var submitted, out var fault))
        {
            return verdict with { Refusal = Refused(request, [FieldError.Undecodable(fault)]) };
        }

        if (!TryRead(request.OldObject.Of(json), out var old, out fault))
        {
            return verdict with { Refusal = Refused(request, [FieldError.Undecodable(fault + " (in the object as it was before)")]) };
        }

        try
        {
            var decided = VpaValidation.Validate(submitted, old, gates);
            verdict = verdict with { Warnings = decided.Warnings };
            return decided.Errors.IsEmpty
                ? verdict with
                {
                    Operations = decided.Operations,
                    Status = decided.Operations.IsEmpty ? ReviewStatus.Skipped : ReviewStatus.Applied,
                }
                : verdict with { Refusal = Refused(request, decided.Errors) };
        }
        catch (Exception exception)
        {
            // A defect here must not lock anybody out of their own objects (A19).
            logger.VpaReviewFailed(exception, request.Namespace, request.Name);
            return verdict;
        }
    }

    private static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out SubmittedVpa? vpa, [NotNullWhen(false)] out string? fault)
    {
        (vpa, fault) = (null, null);
        try
        {
            vpa = (json.IsEmpty ? null : JsonSerializer.Deserialize(json, AdmissionJson.Default.SubmittedVpa)) ?? SubmittedVpa.Nothing;
            return true;
        }
        catch (JsonException exception)
        {
            fault = UndecodableValue.Describe(exception, json);
            return false;
        }
    }

    private Refusal Refused(AdmissionRequest request, ImmutableArray<FieldError> errors)
    {
        var refusal = new Refusal(request.RequestKind ?? "", request.Name, errors);
        logger.VpaRefused(request.Namespace, request.Name, VpaValidation.Summarize(refusal.Kind, refusal.Name, errors));
        return refusal;
    }
}
