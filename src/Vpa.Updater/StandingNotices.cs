namespace Vpa.Updater;

/// <summary>
/// Lets a condition that lasts over many runs be said once when it begins, and again only after it was gone for a run. For use by one run at a time.
/// </summary>
internal sealed class StandingNotices
{
    private HashSet<(string Topic, string Subject)> _before = [];
    private HashSet<(string Topic, string Subject)> _now = [];

    /// <summary>Notes that a condition holds in this run.</summary>
    /// <returns>Whether it did not hold in the run before, so that it should be said.</returns>
    public bool Begins(string topic, string subject) => _now.Add((topic, subject)) && !_before.Contains((topic, subject));

    /// <summary>Ends the run: conditions not noted in it are forgotten.</summary>
    public void EndRun()
    {
        (_before, _now) = (_now, _before);
        _now.Clear();
    }
}
