namespace Vpa.Admission.Tests.Fuzzing;

/// <summary>Reviews as Kubernetes 1.20 has sent them: pods of a Deployment, a StatefulSet and of nobody, a VPA created and updated; and one of a pod whose boost cannot be read.</summary>
internal static class ReviewCorpus
{
    public static IReadOnlyList<byte[]> All { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fuzzing", "Corpus"), "*.json").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
}
