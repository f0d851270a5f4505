using System.Runtime.InteropServices;
using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Caching;

/// <summary>One change of a cache. An object that was replaced by another of the same name is removed and added.</summary>
/// <typeparam name="T">The kind of objects.</typeparam>
/// <param name="Kind">What happened.</param>
/// <param name="Key">Namespace and name.</param>
/// <param name="Old">The object before; null when it was added.</param>
/// <param name="New">The object after; null when it was removed.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CacheChange<T>(CacheChangeKind Kind, NamespacedName Key, T? Old, T? New)
    where T : class;
