using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Vpa.Host.CommandLine;
using Vpa.Host.Flags;
using Vpa.Host.Roles;
using Vpa.Storage.Prometheus;

namespace Vpa.Host.Tests.CommandLine;

/// <summary>What the flags of external metrics and of Prometheus are read as, and what is wrong with them (R137, R138).</summary>
public sealed class SourceFlagTests : IDisposable
{
    private const string Secret = "s3cret";

    private readonly string _folder = Directory.CreateTempSubdirectory("vpa-flags-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("prometheus-address", "prometheus:9090")]
    [InlineData("prometheus-address", "ftp://prometheus")]
    [InlineData("prometheus-query-timeout", "5")]
    [InlineData("prometheus-query-timeout", "1d")]
    [InlineData("prometheus-query-timeout", "0s")]
    [InlineData("history-length", "8")]
    [InlineData("history-length", "1.5d")]
    [InlineData("history-length", "0")]
    [InlineData("history-resolution", "1h1d")]
    [InlineData("prometheus-bearer-token-file", "/nonexistent/token")]
    [InlineData("prometheus-ca-file", "/nonexistent/ca.pem")]
    public async Task A_value_that_cannot_work_is_named_and_ends_the_program_with_1(string flag, string value) // R137, R156
    {
        var (code, error) = await RunAsync("--storage=prometheus", $"--{flag}={value}");
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains($"--{flag}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_storage_none_of_it_is_looked_at() // R127, R136
    {
        var (_, error) = await RunAsync("--prometheus-address=nonsense", "--history-length=x", "--storage=checkpoint");
        Assert.DoesNotContain("prometheus", error, StringComparison.Ordinal);
        Assert.DoesNotContain("history-length", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task External_metrics_need_a_metric()
    {
        var (code, error) = await RunAsync("--use-external-metrics");
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains("--external-metrics-cpu-metric", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_error_tells_a_secret()
    {
        var (code, error) = await RunAsync(
            "--storage=prometheus", "--prometheus-address=prometheus:9090", $"--prometheus-bearer-token={Secret}", $"--username={Secret}", $"--password={Secret}",
            "--prometheus-bearer-token-file=/nonexistent/token");
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains("exclude each other", error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, (await RunAsync("--storage=prometheus", $"--prometheus-address=ftp://me:{Secret}@x")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_are_the_first_that_apply() // R138, Q27
    {
        var file = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(file, $" from-file\n");
        Assert.Null(Read().Options.Credentials.Header());
        Assert.Equal("Basic bWU6czNjcmV0", Header("--username=me", $"--password={Secret}"));
        Assert.Null(Read("--username=me").Options.Credentials.Header());
        Assert.Equal("Bearer token", Header("--prometheus-bearer-token=token"));
        Assert.Equal("Bearer token", Header("--prometheus-bearer-token=token", "--username=me", $"--password={Secret}"));
        Assert.Equal("Bearer from-file", Header("--prometheus-bearer-token=token", $"--prometheus-bearer-token-file={file}"));
        Assert.Equal("Basic bWU6YTpi", Header("--prometheus-address=https://me:a%3Ab@prometheus.example:9090/prom"));
        Assert.Equal("https://prometheus.example:9090/prom", Read("--prometheus-address=https://me:a@prometheus.example:9090/prom").Options.Address.AbsoluteUri);

        var warning = Assert.Single(Read("--prometheus-bearer-token=token", "--username=me").Settings.HostOptions().Warnings);
        Assert.Contains("--prometheus-bearer-token counts", warning, StringComparison.Ordinal);

        string? Header(params string[] args) => Read(args).Options.Credentials.Header()?.ToString();
    }

    [Fact]
    public void Flags_without_effect_are_named_in_one_warning()
    {
        var (_, settings) = Read("--profiling", "--log-file=/tmp/x", "--min-checkpoints=5", "--log-file-max-size=7", "--history-length=9d");
        var warning = Assert.Single(settings.HostOptions().Warnings);
        foreach (var flag in (string[])["--profiling", "--log-file,", "--min-checkpoints", "--log-file-max-size"])
        {
            Assert.Contains(flag, warning + ",", StringComparison.Ordinal);
        }

        Assert.DoesNotContain("history", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void All_flags_are_logged_and_secrets_are_masked() // R162, unlike Q37
    {
        var shown = Read(
            "--prometheus-address=https://me:p@ss//w0rd@prometheus.example:9090/prom", $"--prometheus-bearer-token={Secret}", "--username=me", $"--password={Secret}",
            "--feature-gates=PerVPAConfig=true,InPlace=true", "--memory-saver", "--round-memory-bytes=1024").Settings.HostOptions().Flags;
        foreach (var flag in (string[])
        [
            "--prometheus-address=\"https://***@prometheus.example:9090/prom\"", "--prometheus-bearer-token=\"***\"", "--password=\"***\"", "--username=\"me\"",
            "--feature-gates=\"InPlace=true,PerVPAConfig=true\"", "--memory-saver=\"true\"", "--round-memory-bytes=\"1024\"",
            "--recommender-interval=\"1m0s\"", "--container-recommendation-max-allowed-cpu=\"\"", "--kubeconfig=\"\"",
        ])
        {
            Assert.Contains(flag, shown);
        }

        Assert.Equal(new RecommenderFlags().All.Concat(new SharedFlags().All).DistinctBy(f => f.Name).Count(), shown.Count);
        Assert.DoesNotContain(shown, f => f.Contains(Secret, StringComparison.Ordinal));
        Assert.Contains("--password=\"\"", Read().Settings.HostOptions().Flags);
    }

    private static (PrometheusOptions Options, SharedSettings Settings) Read(params string[] args)
    {
        var (shared, flags) = (new SharedFlags(), new RecommenderFlags());
        var command = new RootCommand();
        foreach (var flag in flags.All.Concat(shared.All).DistinctBy(f => f.Name))
        {
            command.Options.Add(flag.Option);
        }

        var values = new FlagValues(command.Parse(["--storage=prometheus", .. args]), new ConfigurationBuilder().Build())
        {
            All = [.. flags.All.Concat(shared.All).DistinctBy(f => f.Name)],
        };
        var settings = new SharedSettings(shared, values, flags.Address);
        var sources = new RecommenderRole(shared, flags).Sources(values, settings);
        settings.ThrowOnErrors();
        return (sources.Prometheus!, settings);
    }

    private static async Task<(int Code, string Error)> RunAsync(params string[] args)
    {
        using var error = new StringWriter();
        var code = await VpaCommandLine.RunAsync(["recommender", "--kubeconfig=/nonexistent/config", .. args], TextWriter.Null, error);
        return (code, error.ToString());
    }
}
