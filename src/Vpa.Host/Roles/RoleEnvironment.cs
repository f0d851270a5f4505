using System.Diagnostics.Metrics;

namespace Vpa.Host.Roles;

/// <summary>What every component is made with.</summary>
/// <param name="Clock">The clock its rules go by.</param>
/// <param name="Logging">Where it logs.</param>
/// <param name="Meters">Where it makes its metrics.</param>
/// <param name="Abandon">Ends the process with a failure: called when a loop that must never end has ended.</param>
internal sealed record RoleEnvironment(TimeProvider Clock, ILoggerFactory Logging, IMeterFactory Meters, Action Abandon);
