using Vpa.Host.CommandLine;

namespace Vpa.Host.Roles;

/// <summary>The exit code that the process will end with; the first failure decides.</summary>
internal sealed class ExitStatus
{
    private int _code = ExitCodes.Success;

    /// <summary>The exit code.</summary>
    public int Code => Volatile.Read(ref _code);

    /// <summary>Notes a failure.</summary>
    public void Fail(int code) => Interlocked.CompareExchange(ref _code, code, ExitCodes.Success);
}
