namespace Vpa.Simulation.ApiServer;

/// <summary>One request that the server was sent.</summary>
/// <param name="Sequence">1 for the first request, growing.</param>
/// <param name="Time">When it came, by the server's clock.</param>
/// <param name="User">Authenticated user name.</param>
/// <param name="Verb">Kubernetes verb, or the lower-case HTTP method of a path that is no resource.</param>
/// <param name="Group">API group, "" for the core group.</param>
/// <param name="Resource">Plural or plural/subresource; the path where it is no resource.</param>
/// <param name="Namespace">Namespace, or "".</param>
/// <param name="Name">Object name, or "".</param>
/// <param name="Query">Query string with its question mark, or "".</param>
public sealed record RequestRecord(
    long Sequence, DateTimeOffset Time, string User, string Verb, string Group, string Resource, string Namespace, string Name, string Query);
