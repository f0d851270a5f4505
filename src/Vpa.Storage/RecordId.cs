using System.Security.Cryptography;
using System.Text;
using Vpa.Domain.Workloads;

namespace Vpa.Storage;

/// <summary>The identifier of an aggregate's record: <c>namespace/kind/name/container</c>, unique because none of these may hold a slash.</summary>
internal static class RecordId
{
    /// <summary>Bytes of the longest identifier LiteDB can index.</summary>
    public const int MaxLength = 1_023;

    // No name Kubernetes accepts comes near the limit; should one, its identifier is a digest, and the record itself holds the names.
    private const string DigestPrefix = "sha256/";

    /// <summary>The identifier of one container of a workload.</summary>
    public static string Of(WorkloadKey workload, string container)
    {
        var id = $"{workload.Namespace}/{workload.Kind}/{workload.Name}/{container}";
        return id.Length <= MaxLength / 3 || Encoding.UTF8.GetByteCount(id) <= MaxLength
            ? id
            : DigestPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
    }
}
