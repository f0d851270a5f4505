using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Admitting;

/// <summary>The JSON patch of a pod that a VPA controls (A133-A142).</summary>
public static class PodPatch
{
    private const string AnnotationsPath = "/metadata/annotations";
    private const string UpdatesPath = $"{AnnotationsPath}/{PodAnnotationKeys.Updates}";
    private const string ObservedContainersPath = $"{AnnotationsPath}/{PodAnnotationKeys.ObservedContainers}";

    /// <summary>The operations in their order.</summary>
    /// <param name="admitted">The pod.</param>
    /// <param name="vpa">The VPA that controls it.</param>
    /// <param name="limitRanges">The LimitRanges of the namespace in the order of their names.</param>
    /// <param name="options">The operator's settings.</param>
    /// <returns>Null when the VPA's start-up boost makes no sense: nothing is patched then (A123).</returns>
    public static ImmutableArray<PatchOperation>? For(
        AdmittedPod admitted, VerticalPodAutoscaler vpa, IReadOnlyList<LimitRange> limitRanges, PodAdmissionOptions options)
    {
        ArgumentNullException.ThrowIfNull(admitted);
        ArgumentNullException.ThrowIfNull(vpa);
        ArgumentNullException.ThrowIfNull(options);
        var pod = admitted.Pod;
        if (!ContainerUpdates.TryCompute(pod, vpa, limitRanges, options, out var updates))
        {
            return null;
        }

        var operations = ImmutableArray.CreateBuilder<PatchOperation>(4 + (6 * pod.Containers.Length));
        if (pod.Annotations is null)
        {
            operations.Add(PatchOperation.AddObject(AnnotationsPath));
        }

        StringBuilder? explanation = null;
        for (var i = 0; i < updates.Length; i++)
        {
            if (updates[i] is { } update)
            {
                var keepsResources = admitted.ContainersWithClaims.Contains(pod.Containers[i].Name, StringComparer.Ordinal);
                if (AddContainer(operations, i, pod.Containers[i], update, keepsResources))
                {
                    Explain(ref explanation, vpa, i, update);
                }
            }
        }

        if (explanation is not null)
        {
            operations.Add(PatchOperation.AddText(UpdatesPath, explanation.ToString()));
        }

        operations.Add(PatchOperation.AddText(ObservedContainersPath, string.Join(PodAnnotationKeys.ObservedContainersSeparator, pod.Containers.Select(c => c.Name))));
        return operations.DrainToImmutable();
    }

    /// <summary>
    /// Adds a container's operations. Which objects have to be created first is judged on the specification, since that is what is
    /// patched: a status sent along with a new pod must not break the patch.
    /// </summary>
    /// <returns>Whether there are any besides the annotation.</returns>
    private static bool AddContainer(
        ImmutableArray<PatchOperation>.Builder operations, int index, Container container, ContainerUpdate update, bool keepsResources)
    {
        if (update.IsNewlyBoosted)
        {
            var path = $"{AnnotationsPath}/{JsonPointer.Escape(BoostAnnotations.KeyOf(container.Name))}";
            operations.Add(PatchOperation.AddText(path, BoostAnnotations.Write(container.Resources)));
        }

        var before = operations.Count;
        ResourcePaths.Of(index).Write(operations, container.Resources, keepsResources, update.Requests, update.Limits);
        return operations.Count > before;
    }

    private static void Explain(ref StringBuilder? explanation, VerticalPodAutoscaler vpa, int index, ContainerUpdate update)
    {
        explanation = explanation is null
            ? new StringBuilder("Pod resources updated by ").Append(vpa.Key.Name).Append(": ")
            : explanation.Append("; ");
        explanation.Append(CultureInfo.InvariantCulture, $"container {index}: ");
        var start = explanation.Length;
        foreach (var text in update.Texts)
        {
            Separated(explanation, start).Append(text);
        }

        foreach (var (name, _) in update.Requests)
        {
            Separated(explanation, start).Append(name).Append(" request");
        }

        foreach (var (name, _) in update.Limits)
        {
            Separated(explanation, start).Append(name).Append(" limit");
        }
    }

    private static StringBuilder Separated(StringBuilder list, int start) => list.Length > start ? list.Append(", ") : list;
}
