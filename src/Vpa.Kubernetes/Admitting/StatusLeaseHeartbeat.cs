using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Leases;

namespace Vpa.Kubernetes.Admitting;

/// <summary>
/// Renews the status Lease (A36-A40). The updater evicts only while it is fresh, so it is renewed only while a pod created now would really
/// be patched. All replicas share one Lease.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="options">The Lease.</param>
/// <param name="canServe">Whether requests can be answered: the caches are filled and the endpoint listens.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives failed beats.</param>
public sealed class StatusLeaseHeartbeat(
    KubernetesApi api, StatusLeaseOptions options, Func<bool> canServe, TimeProvider time, ILogger<StatusLeaseHeartbeat> logger)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private bool _withheld;

    /// <summary>Beats each interval, first after one, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await BeatUnlessUnableAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // An ordinary end.
        }
    }

    /// <summary>One beat with its attempts; a failure is logged, never thrown.</summary>
    public async Task BeatUnlessUnableAsync(CancellationToken cancellationToken)
    {
        var able = canServe();
        if (able == _withheld)
        {
            _withheld = !able;
            logger.HeartbeatChanged(able ? "resumed" : "withheld");
        }

        if (!able)
        {
            return;
        }

        using var timer = new CancellationTokenSource(options.Interval, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            await StatusLeaseAttempts.RunAsync(BeatAsync, time, deadline.Token);
        }
        catch (KubernetesApiException exception)
        {
            logger.HeartbeatFailed(options.Namespace, options.Name, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            logger.HeartbeatFailed(options.Namespace, options.Name, "no success within the interval");
        }
    }

    /// <summary>Gives whether the beat is ours; another's serves as well (A39).</summary>
    private async Task<bool> BeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            var lease = await FindAsync(cancellationToken);
            if (lease is null)
            {
                await api.PostAsync(ResourcePath.Leases.Collection(options.Namespace), NewLease(), AdmittingJson.Default.JsonObject, cancellationToken);
                return true;
            }

            if (lease["spec"] is not JsonObject spec)
            {
                lease["spec"] = spec = [];
            }

            spec["renewTime"] = time.GetUtcNow().ToString(TimeFormat, CultureInfo.InvariantCulture);
            spec["holderIdentity"] = options.Holder;
            await api.PutJsonAsync(
                ResourcePath.Leases.Object(options.Namespace, options.Name), lease, AdmittingJson.Default.JsonObject, AdmittingJson.Default.JsonObject, cancellationToken);
            return true;
        }
        catch (KubernetesApiException exception) when (exception.IsConflict)
        {
            return false; // another replica was faster
        }
    }

    private async Task<JsonObject?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await api.GetJsonAsync(ResourcePath.Leases.Object(options.Namespace, options.Name), AdmittingJson.Default.JsonObject, cancellationToken);
        }
        catch (KubernetesApiException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>A new Lease has no renewTime: its creation counts (A38, A41). A duration of 0 would be refused (Q25).</summary>
    private JsonObject NewLease() => new()
    {
        ["apiVersion"] = ResourcePath.Leases.ApiVersion,
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["name"] = options.Name, ["namespace"] = options.Namespace },
        ["spec"] = new JsonObject
        {
            ["holderIdentity"] = options.Holder,
            ["leaseDurationSeconds"] = (int)Math.Max(1, options.Interval.TotalSeconds),
        },
    };
}
