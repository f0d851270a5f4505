using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Vpa.Domain.Policies;
using Vpa.Host.Flags;

namespace Vpa.Host.Tests.CommandLine;

public class FlagValuesTests
{
    private static readonly Flag<TimeSpan> Interval = new("recommender-interval", FlagTypes.PositiveDuration, TimeSpan.FromMinutes(1), "");
    private static readonly Flag<bool> LeaderElect = new("leader-elect", FlagTypes.Boolean, false, "");
    private static readonly Flag<FeatureGates> Gates = new("feature-gates", FlagTypes.Gates, new(), "");
    private static readonly Flag<int> Verbosity = new("v", FlagTypes.Integer, 4, "", "-v");

    [Fact]
    public void The_command_line_wins_over_the_environment_over_appsettings_over_the_default()
    {
        Assert.Equal(TimeSpan.FromMinutes(1), Values([]).Of(Interval));
        Assert.Equal(TimeSpan.FromSeconds(30), Values([], appsettings: "30s").Of(Interval));
        Assert.Equal(TimeSpan.FromSeconds(20), Values([], environment: "20s", appsettings: "30s").Of(Interval));
        Assert.Equal(TimeSpan.FromSeconds(10), Values(["--recommender-interval=10s"], environment: "20s", appsettings: "30s").Of(Interval));
    }

    [Fact]
    public void A_value_equal_to_the_default_still_wins_when_it_is_given() =>
        Assert.Equal(TimeSpan.FromMinutes(1), Values(["--recommender-interval=1m"], environment: "20s").Of(Interval));

    [Theory]
    [InlineData("--leader-elect", true)]
    [InlineData("--leader-elect=true", true)]
    [InlineData("--leader-elect=false", false)]
    [InlineData("--recommender-interval=2s", false)]
    public void A_boolean_may_stand_alone_R162(string arg, bool expected) => Assert.Equal(expected, Values([arg]).Of(LeaderElect));

    [Fact]
    public void A_bare_boolean_leaves_the_next_flag_alone()
    {
        var values = Values(["--leader-elect", "--recommender-interval=5s"]);

        Assert.True(values.Of(LeaderElect));
        Assert.Equal(TimeSpan.FromSeconds(5), values.Of(Interval));
    }

    [Theory] // as with upstream's flags (R162)
    [InlineData("5s", "--recommender-interval=10s", "--recommender-interval=5s")]
    [InlineData("5s", "--recommender-interval", "10s", "--leader-elect", "--recommender-interval", "5s")]
    [InlineData("5s", "--recommender-interval=10s", "--recommender-interval=20s", "--recommender-interval", "5s")]
    public void Of_a_flag_given_several_times_the_last_value_counts(string expected, params string[] args) =>
        Assert.Equal(Interval.Read(expected), Values(args, environment: "20s").Of(Interval));

    [Theory] // R162
    [InlineData(false, "--leader-elect=true", "--leader-elect=false")]
    [InlineData(true, "--leader-elect=false", "--leader-elect=true")]
    [InlineData(false, "--leader-elect", "--leader-elect=false")]
    [InlineData(true, "--leader-elect=false", "--leader-elect")]
    [InlineData(true, "--leader-elect=false", "--leader-elect", "--recommender-interval=5s")]
    [InlineData(true, "--leader-elect", "--recommender-interval=5s", "--leader-elect")]
    [InlineData(false, "--leader-elect", "--recommender-interval=5s", "--leader-elect", "false")]
    public void Of_a_boolean_given_several_times_the_last_mention_counts_bare_or_not(bool expected, params string[] args) =>
        Assert.Equal(expected, Values(args).Of(LeaderElect));

    [Theory] // R158, U3: a map, to which each mention adds
    [InlineData(true, true, "--feature-gates=CPUStartupBoost=true", "--feature-gates=InPlace=true")]
    [InlineData(true, false, "--feature-gates=CPUStartupBoost=true,InPlace=true", "--feature-gates=InPlace=false")]
    [InlineData(true, false, "--feature-gates=InPlace=false", "--feature-gates", "AllAlpha=true")]
    [InlineData(true, false, "--feature-gates=CPUStartupBoost=true", "--feature-gates", "")]
    public void Feature_gates_given_several_times_are_merged(bool boost, bool inPlace, params string[] args)
    {
        var gates = Values(args).Of(Gates);

        Assert.Equal((boost, inPlace), (gates.CpuStartupBoost, gates.InPlace));
    }

    [Fact]
    public void A_short_name_and_a_long_one_are_the_same_flag()
    {
        Assert.Equal(2, Values(["--v=6", "-v", "2"]).Of(Verbosity));
        Assert.Equal(6, Values(["-v=2", "--v=6"]).Of(Verbosity));
    }

    [Fact]
    public void A_bad_value_of_the_environment_is_named()
    {
        var error = Assert.Single(Values([], environment: "often").Errors([Interval, LeaderElect]));

        Assert.Contains("VPA_RECOMMENDER_INTERVAL", error, StringComparison.Ordinal);
        Assert.Contains("'often'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_link_of_Kubernetes_is_no_flag() => Assert.Equal(TimeSpan.FromMinutes(1), Values([], environment: "tcp://10.0.0.1:443").Of(Interval));

    [Theory]
    [InlineData("", false, false, false)]
    [InlineData("InPlace=true", false, true, false)]
    [InlineData("AllAlpha=true", true, true, true)]
    [InlineData("InPlace=false,AllAlpha=true", true, false, true)]
    [InlineData("CPUStartupBoost=true, PerVPAConfig=true", true, false, true)]
    [InlineData("AllBeta=true", false, false, false)]
    public void Feature_gates_R158(string text, bool boost, bool inPlace, bool perVpa) => // U3
        Assert.Equal(new FeatureGates(boost, inPlace, perVpa), new Flag<FeatureGates>("feature-gates", FlagTypes.Gates, new(), "").Read(text));

    private static FlagValues Values(string[] args, string? environment = null, string? appsettings = null)
    {
        var command = new RootCommand { Interval.Option, LeaderElect.Option, Gates.Option, Verbosity.Option };
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(appsettings is null ? [] : [new("recommender-interval", appsettings)])
            .AddInMemoryCollection(environment is null ? [] : [new("RECOMMENDER_INTERVAL", environment)])
            .Build();
        return new(command.Parse(args), configuration);
    }
}
