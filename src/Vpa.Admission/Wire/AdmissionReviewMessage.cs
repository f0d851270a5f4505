namespace Vpa.Admission.Wire;

/// <summary>An AdmissionReview as the API server sends it (A43); <c>apiVersion</c> and <c>kind</c> are not looked at.</summary>
internal sealed record AdmissionReviewMessage
{
    /// <summary>The request.</summary>
    public AdmissionRequestMessage? Request { get; init; }
}
