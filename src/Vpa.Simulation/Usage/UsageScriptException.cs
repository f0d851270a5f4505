namespace Vpa.Simulation.Usage;

/// <summary>A usage script is malformed; the message names the field and the value.</summary>
public sealed class UsageScriptException : FormatException
{
    /// <summary>Creates the exception without a message.</summary>
    public UsageScriptException()
    {
    }

    /// <summary>Creates the exception with its message.</summary>
    public UsageScriptException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its message and cause.</summary>
    public UsageScriptException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
