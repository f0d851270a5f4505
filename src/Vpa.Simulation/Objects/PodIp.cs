namespace Vpa.Simulation.Objects;

/// <summary>An entry of <c>status.podIPs</c>.</summary>
internal sealed record PodIp(string Ip);
