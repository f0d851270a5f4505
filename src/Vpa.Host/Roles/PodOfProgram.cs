using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Events;

namespace Vpa.Host.Roles;

/// <summary>The Pod this program runs in, for events about the program itself.</summary>
internal static class PodOfProgram
{
    /// <summary>
    /// Named by <c>POD_NAME</c> and <c>POD_UID</c> of the environment (the Deployment sets them); else by the host name, which a Pod's containers
    /// have from it. Without the UID <c>kubectl get events</c> shows the events, <c>kubectl describe pod</c> does not.
    /// </summary>
    public static EventSubject Subject() => new(
        "v1",
        "Pod",
        new NamespacedName(NamespaceOfProgram.Or(""), Variable("POD_NAME") ?? Environment.MachineName.ToLowerInvariant()),
        Variable("POD_UID") ?? "");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
