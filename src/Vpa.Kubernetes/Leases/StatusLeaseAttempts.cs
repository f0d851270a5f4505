using Vpa.Kubernetes.Client;

namespace Vpa.Kubernetes.Leases;

/// <summary>Three attempts at a request about the status lease, for reader and writer alike (A40, U19).</summary>
internal static class StatusLeaseAttempts
{
    /// <summary>The pauses before the second and the third attempt.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300)];

    /// <summary>Makes a request, and again after each failure that may be gone a moment later.</summary>
    /// <exception cref="KubernetesApiException">The last attempt failed, or one failed for good.</exception>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> request, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await request(cancellationToken);
            }
            catch (KubernetesApiException e) when (attempt < Pauses.Length && e.IsTransient)
            {
                await Task.Delay(Pauses[attempt], time, cancellationToken);
            }
        }
    }
}
