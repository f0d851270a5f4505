namespace Vpa.Kubernetes.Caching;

/// <summary>Loops that run until they are cancelled.</summary>
internal static class EndlessLoops
{
    /// <summary>Ends once all have ended; with the first defect at once, since the others do not end by themselves.</summary>
    public static async Task AllOrFirstDefectAsync(IReadOnlyCollection<Task> loops)
    {
        var first = await Task.WhenAny(loops);
        await (first.IsFaulted ? first : Task.WhenAll(loops));
    }
}
