namespace Vpa.Simulation.ApiServer;

/// <summary>Which requests a fault befalls.</summary>
/// <param name="Verb">get, list, watch, create, update, patch, delete, deletecollection, or * for all.</param>
/// <param name="Resource">Plural, or plural/subresource (pods/eviction), or * for all.</param>
/// <param name="Fault">What happens.</param>
public sealed record FaultRule(string Verb, string Resource, Fault Fault)
{
    /// <summary>How many requests it befalls.</summary>
    /// <value>Null (the default): every one.</value>
    public int? Count { get; init; }

    /// <summary>Chance that it befalls a request it could befall.</summary>
    /// <value>0 to 1; default 1.</value>
    public double Probability { get; init; } = 1;

    /// <summary>User whose requests it befalls.</summary>
    /// <value>Null (the default): everyone's.</value>
    public string? User { get; init; }

    internal bool Covers(RequestInfo info, UserInfo user) =>
        (Verb == "*" || Verb == info.Verb)
        && (Resource == "*" || Resource == info.ResourceAndSubresource)
        && (User is null || User == user.Name);
}
