using Vpa.Domain.Admitting;
using Vpa.Domain.Admitting.Submitted;
using Vpa.Domain.Policies;

namespace Vpa.Domain.Tests.Admitting;

/// <summary>What a verdict holds; the rules are covered by the vectors.</summary>
public sealed class VpaValidationTests
{
    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 1, 0)]
    public void Only_an_accepted_object_is_given_defaults(int recommenders, int errors, int operations) // A90
    {
        var vpa = new SubmittedVpa { Spec = new() { Recommenders = [.. Enumerable.Range(0, recommenders).Select(i => new SubmittedRecommender($"r{i}"))] } };

        var verdict = VpaValidation.Validate(vpa, SubmittedVpa.Nothing, new FeatureGates());

        Assert.Equal((errors, operations), (verdict.Errors.Length, verdict.Operations.Length));
    }
}
