using System.Text.Json;
using System.Text.Json.Nodes;
using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Workloads;

/// <summary>Builds ReplicaSets and pods from their owners' templates.</summary>
internal static class OwnedObjects
{
    public const string RevisionAnnotation = "deployment.kubernetes.io/revision";

    /// <summary>The ReplicaSet of a Deployment's present template.</summary>
    public static JsonObject ReplicaSetOf(Deployment deployment, string hash, int replicas, long revision)
    {
        var template = Copy(deployment.Spec.Template);
        var labels = LabelsOf(template);
        labels[TemplateHash.Label] = hash;
        var selector = Copy(deployment.Spec.Selector);
        var matched = selector["matchLabels"] as JsonObject ?? [];
        matched[TemplateHash.Label] = hash;
        selector["matchLabels"] = matched;
        var metadata = MetadataOf($"{deployment.Metadata.Name}-{hash}", deployment.Metadata, "apps/v1", "Deployment");
        metadata["labels"] = labels.DeepClone();
        metadata["annotations"] = new JsonObject { [RevisionAnnotation] = revision.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        return new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = replicas, ["selector"] = selector, ["template"] = template },
        };
    }

    /// <summary>A pod of a ReplicaSet.</summary>
    public static JsonObject PodOf(ReplicaSet set, string name)
    {
        var template = Copy(set.Spec.Template);
        var metadata = MetadataOf(name, set.Metadata, "apps/v1", "ReplicaSet");
        metadata["labels"] = LabelsOf(template).DeepClone();
        if (template["metadata"]?["annotations"] is JsonObject annotations)
        {
            metadata["annotations"] = annotations.DeepClone();
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = metadata,
            ["spec"] = template["spec"]?.DeepClone() ?? throw new InvalidDataException("spec.template.spec: missing."),
        };
    }

    private static JsonObject MetadataOf(string name, ObjectMeta owner, string apiVersion, string kind) => new()
    {
        ["name"] = name,
        ["namespace"] = owner.Namespace,
        ["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = apiVersion,
            ["kind"] = kind,
            ["name"] = owner.Name,
            ["uid"] = owner.Uid,
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        }),
    };

    private static JsonObject LabelsOf(JsonObject template)
    {
        var metadata = template["metadata"] as JsonObject ?? [];
        template["metadata"] = metadata;
        var labels = metadata["labels"] as JsonObject ?? [];
        metadata["labels"] = labels;
        return labels;
    }

    private static JsonObject Copy(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? JsonObject.Create(element)!.DeepClone().AsObject()
        : throw new InvalidDataException($"a selector or template is {element.ValueKind}, not an object.");
}
