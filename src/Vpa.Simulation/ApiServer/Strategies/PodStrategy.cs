using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Pods: defaults, phase Pending, and a spec that hardly changes after creation.</summary>
internal sealed class PodStrategy : IObjectStrategy
{
    private static readonly string[] MutableSpecFields =
        ["activeDeadlineSeconds", "terminationGracePeriodSeconds", "tolerations", "schedulingGates", "ephemeralContainers"];

    public void Default(JsonObject item) => PodDefaults.Apply(item.Ensure("spec"), serviceAccount: true);

    public void PrepareForCreate(JsonObject item) => item["status"] = new JsonObject
    {
        ["phase"] = "Pending",
        ["qosClass"] = PodDefaults.QualityOfService(item.Ensure("spec")),
    };

    public void Validate(JsonObject item, JsonObject? old, List<FieldError> errors)
    {
        var spec = item.Ensure("spec");
        if (old is not null && !JsonNode.DeepEquals(FixedPart(spec), FixedPart(old.Ensure("spec"))))
        {
            errors.Add(FieldError.Forbidden(
                "spec",
                "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
                + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"));
            return;
        }

        ValidateContainers(spec, "spec", errors);
    }

    public static void ValidateContainers(JsonObject spec, string path, List<FieldError> errors)
    {
        if (!spec.ObjectsAt("containers").Any())
        {
            errors.Add(FieldError.Required(path + ".containers"));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var container in spec.ObjectsAt("containers"))
        {
            var name = container.TextAt("name") ?? "";
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required($"{path}.containers[{index}].name"));
            }
            else if (!names.Add(name))
            {
                errors.Add(new FieldError($"{path}.containers[{index}].name", "FieldValueDuplicate", $"Duplicate value: \"{name}\""));
            }

            index++;
        }

        ContainerResourcesValidation.Validate(spec, path, errors);
    }

    private static JsonObject FixedPart(JsonObject spec)
    {
        var copy = spec.Copy();
        foreach (var field in MutableSpecFields)
        {
            copy.Remove(field);
        }

        foreach (var container in PodDefaults.Containers(copy))
        {
            container.Remove("image");
        }

        return copy;
    }
}
