using Vpa.Kubernetes.Events;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Recommending;

/// <summary>Turns what happens to the history into events on the recommender's own Pod, where <c>kubectl describe pod</c> shows them.</summary>
/// <param name="events">Writes them.</param>
/// <param name="pod">The Pod.</param>
public sealed class HistoryEventRecorder(EventRecorder events, EventSubject pod) : IHistoryEvents
{
    /// <inheritdoc/>
    public void Damaged(string message) => events.Record(pod, EventSeverity.Warning, "HistoryDamaged", message);

    /// <inheritdoc/>
    public void NotSaved(string reason) => events.Record(
        pod, EventSeverity.Warning, "HistoryNotSaved", $"Histories are kept in memory and cannot be stored: {reason}");

    /// <inheritdoc/>
    public void SavedAgain() => events.Record(pod, EventSeverity.Normal, "HistorySaved", "Histories are stored again.");
}
