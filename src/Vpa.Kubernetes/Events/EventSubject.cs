using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Events;

/// <summary>The object an event is about.</summary>
/// <param name="ApiVersion">Group and version.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Key">Namespace and name.</param>
/// <param name="Uid">The UID; empty when unknown.</param>
/// <param name="ResourceVersion">The version it was seen at; empty when unknown.</param>
public sealed record EventSubject(string ApiVersion, string Kind, NamespacedName Key, string Uid, string ResourceVersion = "");
