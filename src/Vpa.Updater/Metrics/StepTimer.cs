namespace Vpa.Updater.Metrics;

/// <summary>Measures the steps of one run (U123): each from the end of the step before.</summary>
internal sealed class StepTimer(UpdaterMetrics metrics, TimeProvider time)
{
    private readonly long _runStarted = time.GetTimestamp();
    private long _stepStarted = time.GetTimestamp();

    /// <summary>Ends a step.</summary>
    public void End(string step)
    {
        var now = time.GetTimestamp();
        metrics.ObserveStep(step, time.GetElapsedTime(_stepStarted, now));
        _stepStarted = now;
    }

    /// <summary>Ends the run.</summary>
    public void EndRun() => metrics.ObserveStep("total", time.GetElapsedTime(_runStarted));
}
