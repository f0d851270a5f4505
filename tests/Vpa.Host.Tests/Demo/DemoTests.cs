using System.Text.RegularExpressions;
using Vpa.Host.CommandLine;

namespace Vpa.Host.Tests.Demo;

public partial class DemoTests
{
    [Fact]
    public async Task The_demo_shows_the_loop_and_is_the_same_for_the_same_seed()
    {
        var first = await RunAsync("--duration=20m", "--seed=7");
        var again = await RunAsync("--duration=20m", "--seed=7");

        Assert.Equal(first, again);
        Assert.Contains("too-small: first recommendation", first, StringComparison.Ordinal);
        Assert.Matches(Evicted(), first);
        Assert.Contains("$ kubectl describe vpa --namespace demo out-of-memory", first, StringComparison.Ordinal);
        Assert.Contains("killed for memory", first, StringComparison.Ordinal);
        Assert.Contains("just-right: requests stay at 250m and 480Mi; nothing", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_seed_shows_another_demo() =>
        Assert.NotEqual(await RunAsync("--duration=5m", "--seed=1"), await RunAsync("--duration=5m", "--seed=2"));

    [GeneratedRegex(@"00:0\d  too-small: 1 evicted, 1 came up with \d+m and \d+Mi", RegexOptions.NonBacktracking)]
    private static partial Regex Evicted();

    private static async Task<string> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await VpaCommandLine.RunAsync(["demo", .. args], output, error);
        Assert.Equal("", error.ToString());
        Assert.Equal(ExitCodes.Success, code);
        return output.ToString();
    }
}
