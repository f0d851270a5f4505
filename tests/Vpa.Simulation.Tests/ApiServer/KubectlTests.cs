using Vpa.Simulation.ApiServer;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>The simulated server as the real kubectl sees it.</summary>
public sealed class KubectlTests : IAsyncLifetime
{
    private const string DeploymentYaml = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - {name: app, image: "web:1", resources: {requests: {cpu: 100m, memory: 64Mi}}, env: [{name: A, value: "1"}]}
              - {name: side, image: "side:1"}
        """;

    private SimulatedApiServer _server = null!;
    private Kubectl Tool { get; set; } = null!;

    public async Task InitializeAsync()
    {
        _server = await SimulatedApiServer.StartAsync(new SimulatedApiServerOptions(), CancellationToken.None);
        Tool = new Kubectl(_server.KubeconfigYaml(_server.AdminToken));
    }

    public async Task DisposeAsync()
    {
        Tool.Dispose();
        await _server.DisposeAsync();
    }

    [SkippableFact]
    public async Task Applies_changes_scales_patches_describes_and_deletes()
    {
        RequireKubectl();
        Assert.Contains("namespace/shop created", await Tool.RunAsync("create namespace shop"), StringComparison.Ordinal);
        var file = Tool.WriteFile("web.yaml", DeploymentYaml);
        Assert.Contains("deployment.apps/web created", await Tool.RunAsync($"apply -f {file}"), StringComparison.Ordinal);
        Assert.Contains("unchanged", await Tool.RunAsync($"apply -f {file}"), StringComparison.Ordinal);
        Tool.WriteFile("web.yaml", DeploymentYaml.Replace("100m", "250m", StringComparison.Ordinal)
            .Replace("""env: [{name: A, value: "1"}]""", "env: []", StringComparison.Ordinal));
        Assert.Contains("configured", await Tool.RunAsync($"apply -f {file}"), StringComparison.Ordinal);
        var applied = await Tool.RunAsync("get deployment web -n shop -o jsonpath={.spec.template.spec.containers[0]}");
        Assert.Contains("250m", applied, StringComparison.Ordinal);
        Assert.DoesNotContain("\"A\"", applied, StringComparison.Ordinal);
        await Tool.RunAsync("scale deployment web -n shop --replicas=4");
        await Tool.RunAsync("""patch deploy web -n shop -p {"metadata":{"labels":{"a":"b"}}}""");
        await Tool.RunAsync("""patch deploy web -n shop --type=json -p [{"op":"replace","path":"/spec/paused","value":true}]""", 1);
        await Tool.RunAsync("""patch deploy web -n shop --type=merge -p {"spec":{"paused":true}}""");
        var described = await Tool.RunAsync("describe deployment web -n shop");
        Assert.Contains("4 desired", described, StringComparison.Ordinal);
        Assert.Contains("a=b", described, StringComparison.Ordinal);
        await Tool.RunAsync("wait -n shop deployment/web --for=jsonpath={.spec.replicas}=4 --timeout=10s");
        Assert.Contains("deleted", await Tool.RunAsync("delete deployment web -n shop"), StringComparison.Ordinal);
        Assert.Contains("NotFound", await Tool.RunAsync("get deployment web -n shop", 1), StringComparison.Ordinal);
        await Tool.RunAsync("delete namespace shop --timeout=20s");
    }

    [SkippableFact]
    public async Task Shows_pods_nodes_and_events()
    {
        RequireKubectl();
        var pods = Tool.WriteFile("pod.json", Manifests.Pod("p", node: "n1").ToJsonString());
        await Tool.RunAsync($"create -f {pods}");
        var node = Tool.WriteFile("node.json",
            """{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"},"status":{"conditions":[{"type":"Ready","status":"True"}]}}""");
        await Tool.RunAsync($"create -f {node}");
        var shown = await Tool.RunAsync("get pods -o wide");
        Assert.Matches(@"NAME\s+READY\s+STATUS\s+RESTARTS\s+AGE\s+IP\s+NODE", shown);
        Assert.Matches(@"p\s+0/1\s+Pending\s+0", shown);
        Assert.Matches(@"n1\s+Ready", await Tool.RunAsync("get nodes"));
        Assert.Contains("Name:", await Tool.RunAsync("describe node n1"), StringComparison.Ordinal);
        Assert.Contains("Image:", await Tool.RunAsync("describe pod p"), StringComparison.Ordinal);
        Assert.Contains("\"kind\": \"Pod\"", await Tool.RunAsync("get pod p -o json"), StringComparison.Ordinal);
        Assert.Contains("p", await Tool.RunAsync("get pods --watch --output-watch-events --request-timeout=2s"), StringComparison.Ordinal);
        await Tool.RunAsync("delete pod p --grace-period=0 --force");
    }

    [SkippableFact]
    public async Task Installs_a_definition_and_uses_its_resource_at_once()
    {
        RequireKubectl();
        var crd = Tool.WriteFile("crd.json", Manifests.WidgetDefinition("example.com").ToJsonString());
        await Tool.RunAsync($"apply -f {crd}");
        await Tool.RunAsync("wait crd/widgets.example.com --for=condition=Established --timeout=10s");
        var widget = Tool.WriteFile("widget.yaml",
            "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: one}\nspec: {mode: Auto, replicas: 1}\n");
        await Tool.RunAsync($"apply -f {widget}");
        Assert.Matches(@"NAME\s+MODE\s+PROVIDED\s+AGE\s+one\s+Auto", await Tool.RunAsync("get wd"));
        Assert.Matches(@"SIZE.*\s+one\s+Auto\s+3", await Tool.RunAsync("get widgets -o wide"));
        Assert.Contains("Mode:", await Tool.RunAsync("describe widget one"), StringComparison.Ordinal);
        await Tool.RunAsync("scale widget one --replicas=3");
        var wrong = Tool.WriteFile("wrong.yaml",
            "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: two}\nspec: {mode: Auto, sise: 1}\n");
        Assert.Contains("unknown field \"spec.sise\"", await Tool.RunAsync($"apply -f {wrong}", 1), StringComparison.Ordinal);
        Tool.WriteFile("wrong.yaml", "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: two}\nspec: {mode: Never}\n");
        Assert.Contains("supported values: \"Off\", \"Auto\"", await Tool.RunAsync($"create -f {wrong}", 1), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Imperative_commands_that_speak_protobuf_work()
    {
        RequireKubectl();
        await Tool.RunAsync("create configmap settings --from-literal=a=b");
        Assert.Equal("b", await Tool.RunAsync("get configmap settings -o jsonpath={.data.a}"));
        await Tool.RunAsync("create serviceaccount robot");
        Assert.NotEmpty(await Tool.RunAsync("create token robot"));
        Assert.Contains("yes", await Tool.RunAsync("auth can-i create pods"), StringComparison.Ordinal);
    }

    private static void RequireKubectl() => Skip.If(Kubectl.Location is null, "no kubectl on PATH");
}
