using System.CommandLine;
using Vpa.Host.Flags;

namespace Vpa.Host.History;

/// <summary>Flags and arguments of <c>vpa history</c>.</summary>
internal sealed class HistoryToolFlags
{
    /// <summary>Where the history is.</summary>
    public Flag<string> HistoryPath { get; } = new HistoryFlags().HistoryPath;

    /// <summary>Where the history to look at is.</summary>
    public Flag<string> InspectedPath { get; } = new("history-path", FlagTypes.Text, "/var/lib/vpa",
        "Directory of the history, or a data file in it, such as one that was set aside; nothing in it is changed");

    /// <summary>Read although it is in use.</summary>
    public Flag<bool> Copy { get; } = new("copy", FlagTypes.Boolean, false, "Read a copy of a history that a recommender holds");

    /// <summary>One namespace.</summary>
    public Flag<string> Namespace { get; } = new("namespace", FlagTypes.Text, "", "Only workloads of this namespace; empty: all", "-n");

    /// <summary>Form of the output.</summary>
    public Flag<OutputFormat> Output { get; } = new("output", FlagTypes.Output, OutputFormat.Text, "Form of the output: text or json", "-o");

    /// <summary>Target of an export.</summary>
    public Flag<string> File { get; } = new("file", FlagTypes.Text, "-", "File to write, which must not exist; -: standard output", "-f");

    /// <summary>Keep what is there.</summary>
    public Flag<bool> KeepExisting { get; } = new("keep-existing", FlagTypes.Boolean, false, "Leave out histories of containers that have one already, instead of replacing it");

    /// <summary>The workload to show.</summary>
    public Argument<string> Workload { get; } = new("workload") { Description = "The workload as namespace/kind/name, or one container as namespace/kind/name/container" };

    /// <summary>Source of an import.</summary>
    public Argument<string> Source { get; } = new("file") { Description = "An export; - reads standard input" };
}
