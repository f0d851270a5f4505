using Vpa.Host.CommandLine;

namespace Vpa.Host.Tests.CommandLine;

public class CommandLineTests
{
    [Theory]
    [InlineData("recommender", "--recomender-interval=10s", "--recomender-interval")]
    [InlineData("updater", "--no-such-flag", "--no-such-flag")]
    [InlineData("admission-controller", "--prot=1", "--prot")]
    [InlineData("all", "--x", "--x")]
    [InlineData("demo", "--sed=1", "--sed")]
    public async Task An_unknown_flag_is_named_help_is_shown_and_nothing_starts(string role, string flag, string named) // U1
    {
        var (code, _, error) = await RunAsync(role, flag);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Contains("Usage:", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("recommender", "--recommender-interval=10", "recommender-interval", "10")]
    [InlineData("recommender", "--recommender-interval=-1m", "recommender-interval", "-1m")]
    [InlineData("recommender", "--target-cpu-percentile=1.1", "target-cpu-percentile", "1.1")]
    [InlineData("recommender", "--container-recommendation-max-allowed-cpu=1,5", "container-recommendation-max-allowed-cpu", "1,5")]
    [InlineData("recommender", "--update-worker-count=0", "update-worker-count", "0")]
    [InlineData("recommender", "--cpu-histogram-decay-half-life=0s", "cpu-histogram-decay-half-life", "0s")]
    [InlineData("recommender", "--recommendation-margin-fraction=-0.1", "recommendation-margin-fraction", "-0.1")]
    [InlineData("admission-controller", "--port=70000", "port", "70000")]
    [InlineData("updater", "--min-replicas=two", "min-replicas", "two")]
    [InlineData("updater", "--leader-elect=maybe", "leader-elect", "maybe")]
    [InlineData("updater", "--feature-gates=NoSuchGate=true", "feature-gates", "NoSuchGate=true")]
    [InlineData("admission-controller", "--min-tls-version=tls1_1", "min-tls-version", "tls1_1")]
    [InlineData("admission-controller", "--webhook-timeout-seconds=31", "webhook-timeout-seconds", "31")]
    [InlineData("admission-controller", "--status-lease-update-interval=0s", "status-lease-update-interval", "0s")] // A5
    [InlineData("updater", "--updater-interval=2000h", "updater-interval", "2000h")]
    [InlineData("demo", "--duration=soon", "duration", "soon")]
    public async Task A_bad_value_is_named_with_its_flag(string role, string arg, string flag, string value)
    {
        var (code, _, error) = await RunAsync(role, arg);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains($"--{flag}: '{value}'", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("recommender", "--vpa-object-namespace=a", "--ignored-vpa-object-namespaces=b", "ignored-vpa-object-namespaces")]
    [InlineData("updater", "--vpa-object-namespace=a", "--ignored-vpa-object-namespaces=b", "ignored-vpa-object-namespaces")]
    [InlineData("recommender", "--address=nonsense", "--v=0", "nonsense")]
    [InlineData("recommender", "--leader-elect", "--leader-elect-renew-deadline=20s", "leader-elect-renew-deadline")]
    [InlineData("updater", "--leader-elect", "--leader-elect-resource-lock=endpoints", "endpoints")]
    [InlineData("updater", "--eviction-rate-limit=1", "--eviction-rate-burst=0", "eviction-rate-burst")]
    public async Task Flags_that_exclude_each_other_end_the_program_before_anything_starts(string role, string first, string second, string named) // U2
    {
        var (code, _, error) = await RunAsync(role, first, second, "--kubeconfig=/nonexistent");

        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains(named, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kubeconfig_that_is_not_there_is_named() // U4
    {
        var (code, _, error) = await RunAsync("recommender", "--kubeconfig=/nonexistent/config");

        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains("/nonexistent/config", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_and_version_end_well()
    {
        var (helpCode, help, _) = await RunAsync("recommender", "--help");
        var (versionCode, version, _) = await RunAsync("--version");

        Assert.Equal(0, helpCode);
        Assert.Contains("--recommender-interval", help, StringComparison.Ordinal);
        Assert.Equal(0, versionCode);
        Assert.Equal(ProgramVersion.Text, version.Trim());
    }

    [Theory]
    [InlineData("--kube_api_qps=5", "--kube-api-qps=5")]
    [InlineData("--webhook_labels=a_b:c_d", "--webhook-labels=a_b:c_d")]
    [InlineData("-v", "-v")]
    [InlineData("a_b", "a_b")]
    public void Underscores_in_flag_names_are_dashes_R162(string given, string read) => Assert.Equal([read], FlagSpelling.Normalise([given]));

    [Theory]   // R162: Go's flags take a value of nothing
    [InlineData("--webhook_labels=", "--webhook-labels", "")]
    [InlineData("--kubeconfig=a=", "--kubeconfig=a=")]
    public void Nothing_after_the_equals_sign_is_an_empty_value(string given, params string[] read) => Assert.Equal(read, FlagSpelling.Normalise([given]));

    [Fact]
    public async Task An_empty_value_is_taken_where_there_may_be_none()
    {
        var (code, _, error) = await RunAsync("recommender", "--storage=", "--ignored-vpa-object-namespaces=", "--kubeconfig=/nonexistent/config");
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains("/nonexistent/config", error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await RunAsync("recommender", "--recommender-interval=")).Code);
        Assert.Equal(ExitCodes.Usage, (await RunAsync("recommender", "--memory-saver=")).Code);
    }

    [Theory] // R162, U1
    [InlineData("recommender")]
    [InlineData("updater")]
    [InlineData("admission-controller")]
    [InlineData("all")]
    [InlineData("demo")]
    public void Every_flag_may_be_given_again(string role)
    {
        var command = VpaCommandLine.Build(TextWriter.Null).Subcommands.OfType<RoleCommand>().Single(c => c.Name == role);
        foreach (var flag in command.Flags)
        {
            // Booleans stand alone the second time; a text that is not empty tells a value from none.
            var text = flag.DefaultText.Length > 0 ? flag.DefaultText : flag.Check("x") is null ? "x" : flag.Check("1") is null ? "1" : "InPlace=true";
            string[] again = flag.TypeName == "bool" ? [$"--{flag.Name}"] : [$"--{flag.Name}", text];
            var parsed = VpaCommandLine.Build(TextWriter.Null).Parse([role, $"--{flag.Name}={text}", .. again]);

            Assert.True(parsed.Errors.Count == 0, $"--{flag.Name}: {string.Join("; ", parsed.Errors.Select(e => e.Message))}");
        }
    }

    [Theory] // R162: also where a later value is good
    [InlineData("--v: 'six' is not", "--v=six", "--v=6")]
    [InlineData("--reload-cert: 'maybe' is not", "--reload-cert=maybe", "--reload-cert")]
    [InlineData("--feature-gates: 'NoSuchGate=true' is not", "--feature-gates=NoSuchGate=true", "--feature-gates=InPlace=true")]
    [InlineData("--v is given without a value", "--v=6", "--v")]
    [InlineData("--v is given without a value", "--v", "--v=6")]
    public async Task Each_value_of_a_flag_given_again_is_checked(string expected, params string[] flags)
    {
        var (code, _, error) = await RunAsync(["admission-controller", .. flags]);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await VpaCommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
