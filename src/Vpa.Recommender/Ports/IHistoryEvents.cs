namespace Vpa.Recommender.Ports;

/// <summary>Tells of the history where operators look for it. Nothing here waits or fails.</summary>
public interface IHistoryEvents
{
    /// <summary>Stored histories were damaged; the message says what is lost and what is saved.</summary>
    void Damaged(string message);

    /// <summary>Histories cannot be stored at the moment.</summary>
    void NotSaved(string reason);

    /// <summary>Histories are stored again.</summary>
    void SavedAgain();
}
