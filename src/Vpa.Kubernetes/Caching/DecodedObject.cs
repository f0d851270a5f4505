using System.Runtime.InteropServices;
using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Caching;

/// <summary>An object read from the wire.</summary>
/// <typeparam name="T">The kind of objects.</typeparam>
/// <param name="Key">Namespace and name.</param>
/// <param name="Uid">The UID.</param>
/// <param name="ResourceVersion">The version.</param>
/// <param name="Value">The object as the rules see it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DecodedObject<T>(NamespacedName Key, string Uid, string ResourceVersion, T Value)
    where T : class;
