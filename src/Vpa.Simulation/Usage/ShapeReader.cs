namespace Vpa.Simulation.Usage;

/// <summary>Reads one shape of a usage script.</summary>
internal static class ShapeReader
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>When a day's traffic peaks unless the script says otherwise: 14:00 UTC.</summary>
    private static readonly TimeSpan DefaultPeak = TimeSpan.FromHours(14);

    /// <exception cref="UsageScriptException">A field is missing, unknown, or has a bad value.</exception>
    public static UsageShape Read(ScriptField field, ResourceKind resource)
    {
        var kind = field.Text("shape");
        UsageShape shape = kind switch
        {
            "steady" => Steady(field, resource),
            "dailyWave" => DailyWave(field, resource),
            "spike" => Spike(field, resource),
            "leak" => Leak(field, resource),
            "batch" => Batch(field, resource),
            "startUp" => StartUp(field, resource),
            _ => throw field.Bad("shape", kind, "one of steady, dailyWave, spike, leak, batch, startUp"),
        };
        var noise = field.Fraction("noise") ?? 0;
        return noise > 0 ? new NoisyShape(shape, noise) : shape;
    }

    private static SteadyShape Steady(ScriptField field, ResourceKind resource)
    {
        field.AllowOnly("shape", "noise", "level");
        return new SteadyShape(field.Amount("level", resource));
    }

    private static DailyWaveShape DailyWave(ScriptField field, ResourceKind resource)
    {
        field.AllowOnly("shape", "noise", "low", "high", "peakAt", "period");
        return new DailyWaveShape(
            field.Amount("low", resource), field.Amount("high", resource), field.Duration("peakAt") ?? DefaultPeak, field.Duration("period") ?? Day);
    }

    private static SpikeShape Spike(ScriptField field, ResourceKind resource)
    {
        field.AllowOnly("shape", "noise", "base", "peak", "every", "duration");
        var every = field.NeededDuration("every");
        var duration = field.NeededDuration("duration");
        return duration <= every
            ? new SpikeShape(field.Amount("base", resource), field.Amount("peak", resource), every, duration)
            : throw field.Bad("duration", field.Text("duration"), "a duration not longer than \"every\"");
    }

    private static LeakShape Leak(ScriptField field, ResourceKind resource)
    {
        field.AllowOnly("shape", "noise", "base", "perHour", "upTo");
        return new LeakShape(
            field.Amount("base", resource),
            field.Amount("perHour", resource),
            field.Has("upTo") ? field.Amount("upTo", resource) : null);
    }

    private static BatchShape Batch(ScriptField field, ResourceKind resource)
    {
        field.AllowOnly("shape", "noise", "level", "duration");
        return new BatchShape(field.Amount("level", resource), field.NeededDuration("duration"));
    }

    private static StartUpShape StartUp(ScriptField field, ResourceKind resource)
    {
        field.AllowOnly("shape", "noise", "level", "peak", "duration");
        return new StartUpShape(field.Amount("level", resource), field.Amount("peak", resource), field.NeededDuration("duration"));
    }
}
