using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Vpa.Host.CommandLine;
using Vpa.Host.Flags;
using YamlDotNet.RepresentationModel;

namespace Vpa.Host.Tests.CommandLine;

/// <summary>The Deployments that are delivered start what this program understands.</summary>
public class DeploymentTests
{
    [Theory]
    [InlineData("recommender")]
    [InlineData("updater")]
    [InlineData("admission-controller")]
    public void The_arguments_of_a_Deployment_are_understood(string role)
    {
        var parsed = VpaCommandLine.Build(TextWriter.Null).Parse(FlagSpelling.Normalise([.. Texts(At(Container(role), "args"))]));

        Assert.Empty(parsed.Errors);
        var command = Assert.IsType<RoleCommand>(parsed.CommandResult.Command);
        Assert.Equal(role, command.Name);
        Assert.Empty(new FlagValues(parsed, new ConfigurationBuilder().Build()).Errors(command.Flags));
    }

    [Fact]
    public void The_history_is_on_the_volume()
    {
        var container = Container("recommender");
        var mounts = ((YamlSequenceNode)At(container, "volumeMounts")).Where(m => Text(m, "name") == "history").Select(m => Text(m, "mountPath"));

        // The flag names a directory; below the mount it would have to be made first.
        Assert.Contains($"--history-path={Assert.Single(mounts)}", Texts(At(container, "args")));
    }

    [Theory]
    [InlineData("recommender")]
    [InlineData("updater")]
    [InlineData("admission-controller")]
    public void No_variable_of_a_Service_is_taken_for_a_flag(string role)
    {
        // The Service vpa-webhook would make VPA_WEBHOOK_PORT=tcp://..., which is --webhook-port.
        Assert.Equal("VPA_WEBHOOK_PORT", FlagValues.EnvironmentName("webhook-port"));
        Assert.Equal("false", Text(PodSpec(role), "enableServiceLinks"));
    }

    private static YamlNode Container(string role) => Assert.Single((YamlSequenceNode)At(PodSpec(role), "containers"));

    private static YamlNode PodSpec(string role)
    {
        using var text = new StreamReader(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../deploy", role, "deployment.yaml")));
        var yaml = new YamlStream();
        yaml.Load(text);
        return At(At(At(Assert.Single(yaml.Documents).RootNode, "spec"), "template"), "spec");
    }

    private static YamlNode At(YamlNode parent, string key) => ((YamlMappingNode)parent).Children[new YamlScalarNode(key)];

    private static string? Text(YamlNode parent, string key) => ((YamlScalarNode)At(parent, key)).Value;

    private static IEnumerable<string> Texts(YamlNode sequence) => ((YamlSequenceNode)sequence).Cast<YamlScalarNode>().Select(n => n.Value!);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
