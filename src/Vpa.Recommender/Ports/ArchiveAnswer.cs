namespace Vpa.Recommender.Ports;

/// <summary>What an archive answered.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Items">What could be read.</param>
/// <param name="Unreadable">How many series or values were left out because they could not be read.</param>
public sealed record ArchiveAnswer<T>(IReadOnlyList<T> Items, int Unreadable);
