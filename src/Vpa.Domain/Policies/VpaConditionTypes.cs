namespace Vpa.Domain.Policies;

/// <summary>The types of conditions on a VPA (R95).</summary>
public static class VpaConditionTypes
{
    /// <summary>At least one container has a recommendation.</summary>
    public const string RecommendationProvided = "RecommendationProvided";

    /// <summary>No pod matches.</summary>
    public const string NoPodsMatched = "NoPodsMatched";

    /// <summary>The target cannot be used.</summary>
    public const string ConfigUnsupported = "ConfigUnsupported";

    /// <summary>Never set; removed on every loop.</summary>
    public const string ConfigDeprecated = "ConfigDeprecated";

    /// <summary>There is little history yet.</summary>
    public const string LowConfidence = "LowConfidence";

    /// <summary>History is still being loaded.</summary>
    public const string FetchingHistory = "FetchingHistory";
}
