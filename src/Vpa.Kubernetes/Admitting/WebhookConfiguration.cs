using System.Text.Json.Nodes;

namespace Vpa.Kubernetes.Admitting;

/// <summary>The MutatingWebhookConfiguration as it should be (A31). Server defaults are spelled out, so that it can be compared with what is there.</summary>
internal static class WebhookConfiguration
{
    /// <summary>The object's name.</summary>
    public const string Name = "vpa-webhook-config";

    /// <summary>The name of its one webhook.</summary>
    public const string WebhookName = "vpa.k8s.io";

    /// <summary>The label that holds a namespace's name, set by the API server from 1.21 on.</summary>
    public const string NamespaceLabel = "kubernetes.io/metadata.name";

    private static readonly string[] FieldsInForce = ["rules", "failurePolicy", "sideEffects", "timeoutSeconds", "admissionReviewVersions"];
    private static readonly string[] MapsOfMetadata = ["labels", "annotations"];
    private static readonly string[] TargetFields = ["service", "url"];

    /// <summary>The whole object.</summary>
    /// <param name="options">How to register.</param>
    /// <param name="caBundle">The CA certificates in PEM; empty leaves the bundle out (A21).</param>
    /// <param name="namespacesAreLabelled">Whether the server labels namespaces with their names.</param>
    public static JsonObject Desired(WebhookRegistrationOptions options, ReadOnlySpan<byte> caBundle, bool namespacesAreLabelled)
    {
        var metadata = new JsonObject { ["name"] = Name };
        if (options.Labels.Count > 0)
        {
            metadata["labels"] = new JsonObject(options.Labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value)));
        }

        return new()
        {
            ["apiVersion"] = "admissionregistration.k8s.io/v1",
            ["kind"] = "MutatingWebhookConfiguration",
            ["metadata"] = metadata,
            ["webhooks"] = new JsonArray(new JsonObject
            {
                ["name"] = WebhookName,
                ["clientConfig"] = ClientConfig(options, caBundle),
                ["rules"] = new JsonArray(
                    Rule("", "v1", "pods", ["CREATE"]),
                    Rule("autoscaling.k8s.io", "*", "verticalpodautoscalers", ["CREATE", "UPDATE"])),
                ["failurePolicy"] = options.FailurePolicyFail ? "Fail" : "Ignore",
                ["matchPolicy"] = "Equivalent",
                ["namespaceSelector"] = NamespaceSelector(options, namespacesAreLabelled),
                ["objectSelector"] = new JsonObject(),
                ["sideEffects"] = "None",
                ["timeoutSeconds"] = options.TimeoutSeconds,
                ["admissionReviewVersions"] = new JsonArray("v1"),
                ["reinvocationPolicy"] = "Never",
            }),
        };
    }

    /// <summary>Whether an existing object says what the desired one does; labels and annotations that somebody else added do not count.</summary>
    public static bool IsUpToDate(JsonObject existing, JsonObject desired) =>
        JsonNode.DeepEquals(existing["webhooks"], desired["webhooks"]) && MapsOfMetadata.All(map =>
        {
            var present = existing["metadata"]?[map] as JsonObject;
            return (desired["metadata"]![map] as JsonObject ?? []).All(e => JsonNode.DeepEquals(present?[e.Key], e.Value));
        });

    /// <summary>Our webhook in a configuration, and where in the list it is; null when it is not there.</summary>
    public static (int Index, JsonObject Webhook)? Find(JsonObject? configuration) =>
        (configuration?["webhooks"] as JsonArray ?? []).Select((w, i) => (Index: i, Webhook: w as JsonObject))
            .Where(w => (string?)w.Webhook?["name"] == WebhookName)
            .Select(w => ((int, JsonObject)?)(w.Index, w.Webhook!))
            .FirstOrDefault();

    /// <summary>The registered CA certificates; empty when there are none that can be read.</summary>
    public static byte[] CaBundleOf(JsonObject webhook)
    {
        var text = (string?)webhook["clientConfig"]?["caBundle"] ?? "";
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var written) ? bytes[..written] : [];
    }

    /// <summary>
    /// Whether the API server calls us as it should, the CA aside. Selectors are not compared: some providers of clusters add expressions to
    /// them, and an administrator may; to set them back again and again would be a fight.
    /// </summary>
    public static bool IsInForce(JsonObject webhook, JsonObject desired)
    {
        var wanted = desired["webhooks"]![0]!;
        return FieldsInForce.All(f => JsonNode.DeepEquals(webhook[f], wanted[f]))
            && TargetFields.All(f => JsonNode.DeepEquals(webhook["clientConfig"]?[f], wanted["clientConfig"]![f]));
    }

    /// <summary>The JSON patch that replaces the CA certificates and nothing else.</summary>
    public static JsonArray CaBundlePatch(int index, ReadOnlySpan<byte> bundle) =>
    [
        new JsonObject { ["op"] = "test", ["path"] = $"/webhooks/{index}/name", ["value"] = WebhookName },
        new JsonObject { ["op"] = "add", ["path"] = $"/webhooks/{index}/clientConfig/caBundle", ["value"] = Convert.ToBase64String(bundle) },
    ];

    private static JsonObject ClientConfig(WebhookRegistrationOptions options, ReadOnlySpan<byte> caBundle)
    {
        var config = options.ByUrl
            ? new JsonObject { ["url"] = options.Url }
            : new JsonObject
            {
                ["service"] = new JsonObject { ["namespace"] = options.ServiceNamespace, ["name"] = options.ServiceName, ["port"] = 443 },
            };
        if (!caBundle.IsEmpty)
        {
            config["caBundle"] = Convert.ToBase64String(caBundle);
        }

        return config;
    }

    private static JsonObject Rule(string group, string version, string resource, JsonArray operations) => new()
    {
        ["apiGroups"] = new JsonArray(group),
        ["apiVersions"] = new JsonArray(version),
        ["operations"] = operations,
        ["resources"] = new JsonArray(resource),
        ["scope"] = "*",
    };

    /// <summary>
    /// The intended selector (A33, Q4). Where namespaces do not carry their name as a label, selecting one by it would select none, so all
    /// are selected: VPAs of other namespaces are not known, and their pods stay as they are.
    /// </summary>
    private static JsonObject NamespaceSelector(WebhookRegistrationOptions options, bool namespacesAreLabelled)
    {
        if (!options.IgnoredNamespaces.IsEmpty)
        {
            return Expression("NotIn", options.IgnoredNamespaces);
        }

        return options.SelectedNamespace.Length > 0 && namespacesAreLabelled ? Expression("In", [options.SelectedNamespace]) : [];
    }

    private static JsonObject Expression(string @operator, IEnumerable<string> namespaces) => new()
    {
        ["matchExpressions"] = new JsonArray(new JsonObject
        {
            ["key"] = NamespaceLabel,
            ["operator"] = @operator,
            ["values"] = new JsonArray([.. namespaces.Select(n => (JsonNode?)n)]),
        }),
    };
}
