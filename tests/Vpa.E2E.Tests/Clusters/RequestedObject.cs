namespace Vpa.E2E.Tests.Clusters;

/// <summary>What a request was about.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Resource">Plural, with the subresource after a slash.</param>
/// <param name="Namespace">Namespace, or empty.</param>
/// <param name="Name">Name, or empty.</param>
internal sealed record RequestedObject(string Group, string Resource, string Namespace, string Name);
