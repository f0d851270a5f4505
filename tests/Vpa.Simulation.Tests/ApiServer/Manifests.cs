using System.Text.Json.Nodes;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>Objects for the tests.</summary>
internal static class Manifests
{
    public static JsonObject Namespace(string name, string labels = "{}") => Parse(
        $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}","labels":{{{labels}}} } }""");

    public static JsonObject ConfigMap(string name, string labels = "{}", string data = "{}") => Parse(
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","labels":{{{labels}}} },"data":{{{data}}} }""");

    public static JsonObject Pod(string name, string resources = "{}", string labels = """{"app":"web"}""", string? node = null)
    {
        var pod = Parse(
            $$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","labels":{{{labels}}} },
             "spec":{"containers":[{"name":"app","image":"web:1","resources":{{{resources}}} }]}}
            """);
        if (node is not null)
        {
            pod["spec"]!["nodeName"] = node;
        }

        return pod;
    }

    public static JsonObject Deployment(string name, int replicas) => Parse(
        $$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}"},
         "spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app":"{{{name}}}"}},
          "template":{"metadata":{"labels":{"app":"{{{name}}}"}},
           "spec":{"containers":[{"name":"app","image":"web:1","env":[{"name":"A","value":"1"},{"name":"B","value":"2"}]},{"name":"side","image":"s:1"}]} } } }
        """);

    public static JsonObject RunningStatus(bool ready) => Parse(
        $$$"""{"phase":"Running","conditions":[{"type":"Ready","status":"{{{(ready ? "True" : "False")}}}"}]}""");

    /// <summary>A namespaced custom resource with a status and a scale subresource.</summary>
    public static JsonObject WidgetDefinition(string group) => Parse(
        $$$"""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.{{{group}}}"},
         "spec":{"group":"{{{group}}}","scope":"Namespaced",
          "names":{"plural":"widgets","singular":"widget","kind":"Widget","shortNames":["wd"]},
          "versions":[{"name":"v1","served":true,"storage":true,
           "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}},
           "additionalPrinterColumns":[
             {"name":"Mode","type":"string","jsonPath":".spec.mode"},
             {"name":"Provided","type":"string","jsonPath":".status.conditions[?(@.type=='RecommendationProvided')].status"},
             {"name":"Size","type":"integer","jsonPath":".spec.size","priority":1},
             {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}],
           "schema":{"openAPIV3Schema":{"type":"object","required":["spec"],"properties":{
             "spec":{"type":"object","required":["mode"],"properties":{
               "mode":{"type":"string","enum":["Off","Auto"]},
               "size":{"type":"integer","minimum":1,"default":3},
               "replicas":{"type":"integer"},
               "amount":{"type":"string","pattern":"^[0-9]+m$"},
               "items":{"type":"array","items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"} } } } } },
             "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}} } } }]}}
        """);

    public static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
