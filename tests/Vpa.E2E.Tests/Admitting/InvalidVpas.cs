namespace Vpa.E2E.Tests.Admitting;

/// <summary>Specifications of VPAs that are refused, with what the message must tell.</summary>
public static class InvalidVpas
{
    public const string Namespace = "invalid-vpas";

    public static TheoryData<string, string[]> Cases => new()
    {
        { ", updatePolicy: {updateMode: Sometimes}", ["spec.updatePolicy.updateMode: Unsupported value: \"Sometimes\": supported values: \"InPlace\", \"InPlaceOrRecreate\", \"Initial\", \"Off\", \"Recreate\""] },
        { ", updatePolicy: {minReplicas: 2}", ["spec.updatePolicy.updateMode: Required value"] },
        { ", updatePolicy: {updateMode: InPlace}", ["spec.updatePolicy.updateMode: Forbidden: ", "InPlace"] },
        { ", updatePolicy: {updateMode: 'Off', minReplicas: 0}", ["spec.updatePolicy.minReplicas: Invalid value: 0: "] },
        { Policy("minAllowed: {cpu: 100u}"), ["spec.resourcePolicy.containerPolicies[0].minAllowed[cpu]: Invalid value: \"100u\": "] },
        { Policy("maxAllowed: {memory: 500m}"), ["spec.resourcePolicy.containerPolicies[0].maxAllowed[memory]: Invalid value: \"500m\": "] },
        { Policy("minAllowed: {cpu: 2}, maxAllowed: {cpu: 1}"), ["spec.resourcePolicy.containerPolicies[0].maxAllowed[cpu]: Invalid value: \"1\": "] },
        { Policy("mode: Never"), ["spec.resourcePolicy.containerPolicies[0].mode: Unsupported value: \"Never\": supported values: \"Auto\", \"Off\""] },
        { Policy("mode: 'Off', controlledValues: RequestsAndLimits"), ["spec.resourcePolicy.containerPolicies[0].controlledValues: Forbidden: "] },
        { Policy("controlledResources: [cpu, disk]"), ["spec.resourcePolicy.containerPolicies[0].controlledResources[1]: Unsupported value: \"disk\": supported values: \"cpu\", \"memory\""] },
        { Policy("oomBumpUpRatio: 2"), ["spec.resourcePolicy.containerPolicies[0].oomBumpUpRatio: Forbidden: ", "PerVPAConfig"] },
        { ", startupBoost: {cpu: {type: Factor, factor: 2}}", ["spec.startupBoost: Forbidden: ", "CPUStartupBoost"] },
        { ", recommenders: [{name: a}, {name: b}]", ["spec.recommenders: Too many: 2: "] },
        { ", updatePolicy: {updateMode: Off}", ["json: spec.updatePolicy.updateMode: false is of the wrong type", "in quotes"] }, // YAML takes a bare Off for a boolean
        { Policy("minAllowed: {cpu: lots}"), ["quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"] }, // A53
        {
            ", updatePolicy: {updateMode: 'Off', minReplicas: -1}, resourcePolicy: {containerPolicies: [{containerName: '*', mode: Auto}, {containerName: '', mode: Auto}]}",
            ["spec.updatePolicy.minReplicas: Invalid value: -1: ", "spec.resourcePolicy.containerPolicies[1].containerName: Required value"]
        },
    };

    public static string Manifest(string name, string spec) =>
        $"---\n{{apiVersion: autoscaling.k8s.io/v1, kind: VerticalPodAutoscaler, metadata: {{name: {name}, namespace: {Namespace}}}, "
        + $"spec: {{targetRef: {{apiVersion: apps/v1, kind: Deployment, name: web}}{spec}}}}}";

    private static string Policy(string policy) => $", resourcePolicy: {{containerPolicies: [{{containerName: app, {policy}}}]}}";
}
