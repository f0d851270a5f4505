namespace Vpa.Simulation.ApiServer;

/// <summary>Where an object is kept among those of its resource. The namespace is empty for cluster-scoped objects.</summary>
internal readonly record struct ObjectKey(string Namespace, string Name);
