namespace Vpa.Domain.Policies;

/// <summary>The controller whose pods a VPA scales (<c>spec.targetRef</c>).</summary>
/// <param name="ApiVersion">Group and version; may be empty.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Name">The name.</param>
public sealed record TargetReference(string ApiVersion, string Kind, string Name)
{
    /// <summary>The form used in messages: <c>apiVersion.kind/name</c> (R109).</summary>
    public override string ToString() => $"{ApiVersion}.{Kind}/{Name}";
}
