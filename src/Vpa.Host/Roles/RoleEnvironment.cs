using System.Diagnostics.Metrics;

namespace Vpa.Host.Roles;

/// <summary>What every component is made with.</summary>
/// <param name="Clock">The clock its rules go by.</param>
/// <param name="Logging">Where it logs.</param>
/// <param name="Meters">Where it makes its metrics.</param>
internal sealed record RoleEnvironment(TimeProvider Clock, ILoggerFactory Logging, IMeterFactory Meters);
