namespace Vpa.Domain.Admitting.Submitted;

/// <summary>An entry of <c>spec.recommenders</c>.</summary>
/// <param name="Name">The recommender's name.</param>
public sealed record SubmittedRecommender(string? Name);
