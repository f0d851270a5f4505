using System.Runtime.InteropServices;

namespace Vpa.Domain.Histograms;

/// <summary>One entry of a checkpoint's <c>bucketWeights</c>.</summary>
/// <param name="Bucket">Index of the bucket.</param>
/// <param name="Weight">Its weight, 0 to 10000 as written; larger numbers are read.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BucketWeight(int Bucket, uint Weight);
