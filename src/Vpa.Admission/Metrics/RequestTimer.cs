namespace Vpa.Admission.Metrics;

/// <summary>Times one request and its steps; each step lasts from the end of the one before (section 17.3).</summary>
internal sealed class RequestTimer(AdmissionMetrics metrics, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private long _stepStart = time.GetTimestamp();

    /// <summary>Ends a step.</summary>
    public void Step(string name)
    {
        var now = time.GetTimestamp();
        metrics.ObserveStep(time.GetElapsedTime(_stepStart, now), name);
        _stepStart = now;
    }

    /// <summary>Ends the request.</summary>
    public void Finish(ReviewStatus status, ReviewedResource resource)
    {
        var elapsed = time.GetElapsedTime(_start);
        metrics.ObserveRequest(elapsed, status, resource);
        metrics.ObserveStep(elapsed, "total");
    }
}
