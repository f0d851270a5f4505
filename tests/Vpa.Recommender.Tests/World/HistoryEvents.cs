using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Tests.World;

/// <summary>What operators were told of the history.</summary>
internal sealed class HistoryEvents : IHistoryEvents
{
    public List<string> Told { get; } = [];

    public void Damaged(string message) => Told.Add($"damaged: {message}");

    public void NotSaved(string reason) => Told.Add($"not saved: {reason}");

    public void SavedAgain() => Told.Add("saved again");
}
