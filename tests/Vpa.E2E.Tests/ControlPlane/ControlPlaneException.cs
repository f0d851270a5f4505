using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.ControlPlane;

/// <summary>A server of the control plane did not come up; the message ends with what it printed last.</summary>
internal sealed class ControlPlaneException(string message, ChildProcess process)
    : Exception($"{message}. The end of {process.LogPath}:\n{process.Tail}");
