namespace Vpa.Host.CommandLine;

/// <summary>The configuration cannot work; each message names the flag and the value. Nothing has been started.</summary>
/// <param name="errors">What is wrong.</param>
internal sealed class UsageException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>What is wrong, one text a finding.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
