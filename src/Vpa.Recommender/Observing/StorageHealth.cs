namespace Vpa.Recommender.Observing;

/// <summary>Whether histories can be stored. Safe for several threads.</summary>
public sealed class StorageHealth
{
    private string? _historyError;

    /// <summary>Why histories cannot be stored at the moment; null when they can. The program runs on, so this does not make it unhealthy.</summary>
    public string? HistoryError
    {
        get => Volatile.Read(ref _historyError);
        set => Volatile.Write(ref _historyError, value);
    }
}
