namespace Vpa.Host.CommandLine;

/// <summary>Exit codes of the program (R156, U1, U2, A5).</summary>
internal static class ExitCodes
{
    /// <summary>Everything ended as it should.</summary>
    public const int Success = 0;

    /// <summary>Configuration, cache or server failure.</summary>
    public const int Failure = 1;

    /// <summary>Flags that cannot be read.</summary>
    public const int Usage = 2;

    /// <summary>The lease was lost (R152).</summary>
    public const int LeaseLost = 255;
}
