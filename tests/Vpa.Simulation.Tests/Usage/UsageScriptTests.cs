using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Tests.Usage;

public sealed class UsageScriptTests
{
    [Fact]
    public void Every_shape_can_be_scripted()
    {
        var script = UsageScript.Parse("""
            {"a":{"cpu":{"shape":"steady","level":"300m"},"memory":{"shape":"leak","base":"100Mi","perHour":"50Mi","upTo":"1Gi"}},
             "b":{"cpu":{"shape":"dailyWave","low":"100m","high":"2","peakAt":"9h","noise":0.1}},
             "c":{"cpu":{"shape":"spike","base":"10m","peak":"1","every":"1h","duration":"5m"},"memory":{"shape":"batch","level":"64Mi","duration":"90s"}},
             "d":{"cpu":{"shape":"startUp","level":"50m","peak":"1500m","duration":"1m30s"}}}
            """);
        Assert.Equal(new SteadyShape(300_000_000), script.Of("a")!.Cpu);
        Assert.Equal(new LeakShape(100 << 20, 50 << 20, 1 << 30), script.Of("a")!.Memory);
        Assert.Equal(new NoisyShape(new DailyWaveShape(1e8, 2e9, TimeSpan.FromHours(9), TimeSpan.FromHours(24)), 0.1), script.Of("b")!.Cpu);
        Assert.Null(script.Of("b")!.Memory);
        Assert.Equal(new SpikeShape(1e7, 1e9, TimeSpan.FromHours(1), TimeSpan.FromMinutes(5)), script.Of("c")!.Cpu);
        Assert.Equal(TimeSpan.FromSeconds(90), script.Of("c")!.FinishesAfter);
        Assert.Equal(new StartUpShape(5e7, 1.5e9, TimeSpan.FromSeconds(90)), script.Of("d")!.Cpu);
        Assert.Null(script.Of("e"));
    }

    [Theory]
    [InlineData("nonsense", "not JSON")]
    [InlineData("[]", "not an object")]
    [InlineData("""{"app":{"disk":{}}}""", "app.disk: unknown field")]
    [InlineData("""{"app":{"cpu":"300m"}}""", "app.cpu")]
    [InlineData("""{"app":{"cpu":{"shape":"flat","level":"1"}}}""", "app.cpu.shape: \"flat\"")]
    [InlineData("""{"app":{"cpu":{"shape":"steady"}}}""", "app.cpu.level: missing")]
    [InlineData("""{"app":{"cpu":{"shape":"steady","level":"3OOm"}}}""", "app.cpu.level: \"3OOm\"")]
    [InlineData("""{"app":{"cpu":{"shape":"steady","level":"-1"}}}""", "app.cpu.level: \"-1\"")]
    [InlineData("""{"app":{"cpu":{"shape":"steady","level":"1","noise":1.5}}}""", "app.cpu.noise: \"1.5\"")]
    [InlineData("""{"app":{"cpu":{"shape":"steady","level":"1","nois":0.5}}}""", "app.cpu.nois: unknown field")]
    [InlineData("""{"app":{"cpu":{"shape":"batch","level":"1","duration":"0s"}}}""", "app.cpu.duration: \"0s\"")]
    [InlineData("""{"app":{"cpu":{"shape":"spike","base":"1","peak":"2","every":"1m","duration":"2m"}}}""", "app.cpu.duration: \"2m\"")]
    public void A_bad_script_is_refused_by_field_and_value(string script, string expected) =>
        Assert.Contains(expected, Assert.Throws<UsageScriptException>(() => UsageScript.Parse(script)).Message, StringComparison.Ordinal);
}
