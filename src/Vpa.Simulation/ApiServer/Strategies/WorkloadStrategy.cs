using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Deployments, replica sets, stateful sets, daemon sets and jobs: replica counts, pod templates, selectors.</summary>
internal sealed class WorkloadStrategy(string kind) : IObjectStrategy
{
    private readonly bool _replicas = kind is "Deployment" or "ReplicaSet" or "StatefulSet" or "ReplicationController";
    private readonly bool _selector = kind is "Deployment" or "ReplicaSet" or "StatefulSet" or "DaemonSet";

    public void Default(JsonObject item)
    {
        var spec = item.Ensure("spec");
        if (_replicas && spec["replicas"] is null)
        {
            spec["replicas"] = 1;
        }

        if (kind == "Deployment")
        {
            spec["revisionHistoryLimit"] ??= 10;
            spec["progressDeadlineSeconds"] ??= 600;
            spec["strategy"] ??= new JsonObject
            {
                ["type"] = "RollingUpdate",
                ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = "25%", ["maxSurge"] = "25%" },
            };
        }
        else if (kind == "CronJob")
        {
            spec["concurrencyPolicy"] ??= "Allow";
            spec["suspend"] ??= false;
        }

        if (spec.At("template", "spec") is JsonObject template)
        {
            PodDefaults.Apply(template, serviceAccount: false);
        }
    }

    public void PrepareForCreate(JsonObject item) => item["status"] = new JsonObject();

    public void Validate(JsonObject item, JsonObject? old, List<FieldError> errors)
    {
        var spec = item.Ensure("spec");
        if (spec.NumberAt("replicas") < 0)
        {
            errors.Add(FieldError.Invalid("spec.replicas", JsonText.Of(spec["replicas"]), "must be greater than or equal to 0"));
        }

        if (spec.At("template", "spec") is JsonObject template)
        {
            PodStrategy.ValidateContainers(template, "spec.template.spec", errors);
        }
        else if (kind != "CronJob")
        {
            errors.Add(FieldError.Required("spec.template.spec.containers"));
        }

        if (_selector)
        {
            ValidateSelector(spec, old, errors);
        }
    }

    private static void ValidateSelector(JsonObject spec, JsonObject? old, List<FieldError> errors)
    {
        if (spec["selector"] is not JsonObject selector)
        {
            errors.Add(FieldError.Required("spec.selector"));
            return;
        }

        var labels = spec.TextMapAt("template", "metadata", "labels");
        if (!LabelSelectors.FromJson(selector).Matches(labels))
        {
            errors.Add(FieldError.Invalid(
                "spec.template.metadata.labels", spec.At("template", "metadata", "labels")?.ToJsonString() ?? "null",
                "`selector` does not match template `labels`"));
        }

        if (old is not null && !JsonNode.DeepEquals(old.At("spec", "selector"), selector))
        {
            errors.Add(FieldError.Invalid("spec.selector", selector.ToJsonString(), "field is immutable"));
        }
    }
}
