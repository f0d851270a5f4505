using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>The pods/eviction subresource: deletes a pod unless a PodDisruptionBudget forbids it.</summary>
internal sealed class EvictionHandler(ObjectStore store, ObjectRemover remover, DisruptionBudgets budgets) : IDisposable
{
    // Two evictions must not both spend a budget's last disruption.
    private readonly SemaphoreSlim _oneAtATime = new(1);

    public async Task HandleAsync(ApiRequest request)
    {
        var body = await request.ReadObjectAsync();
        if (body.TextAt("apiVersion") is not (null or "" or "policy/v1" or "policy/v1beta1"))
        {
            throw ApiErrors.BadRequest($"no kind \"Eviction\" is registered for version \"{body.TextAt("apiVersion")}\"");
        }

        if (body.TextAt("metadata", "name") is { } name && name != request.Info.Name)
        {
            throw ApiErrors.BadRequest("name in URL does not match name in Eviction object");
        }

        await _oneAtATime.WaitAsync(request.Aborted);
        try
        {
            Evict(request, body["deleteOptions"] as JsonObject);
        }
        finally
        {
            _oneAtATime.Release();
        }

        await ResponseWriter.WriteAsync(
            request.Http,
            new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success" },
            201);
    }

    public void Dispose() => _oneAtATime.Dispose();

    private void Evict(ApiRequest request, JsonObject? options)
    {
        var pod = store.Find(request.Resource, request.Key) ?? throw ApiErrors.NotFound(request.Resource, request.Info.Name);
        var json = pod.ToJson();
        var ignored = json.TextAt("status", "phase") is "Succeeded" or "Failed" or "Pending"
            || json.TextAt("metadata", "deletionTimestamp") is not null;
        if (!ignored)
        {
            CheckBudgets(pod, json);
        }

        remover.Delete(request.Resource, request.Key, options, request.DryRun || options.TextsAt("dryRun").Contains("All"));
    }

    private void CheckBudgets(StoredObject pod, JsonObject json)
    {
        var covering = budgets.Covering(pod);
        if (covering.Count == 0)
        {
            return;
        }

        if (covering.Count > 1)
        {
            throw new ApiStatusException(
                500, "InternalError",
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }

        var budget = budgets.Compute(covering[0], pod.Key.Namespace);
        if (!DisruptionBudget.IsReady(json) && (budget.AlwaysAllowUnhealthy || (budget.Healthy >= budget.Desired && budget.Desired > 0)))
        {
            return;
        }

        if (budget.Allowed == 0)
        {
            throw new ApiStatusException(
                429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.",
                new JsonObject
                {
                    ["causes"] = new JsonArray(new JsonObject
                    {
                        ["reason"] = "DisruptionBudget",
                        ["message"] = $"The disruption budget {budget.Name} needs {budget.Desired} healthy pods and has {budget.Healthy} currently",
                    }),
                });
        }
    }
}
