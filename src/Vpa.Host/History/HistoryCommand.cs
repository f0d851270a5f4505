using System.CommandLine;
using Vpa.Host.CommandLine;

namespace Vpa.Host.History;

/// <summary>The subcommand <c>vpa history</c>: an operator's look into the recommender's history, and its back-up.</summary>
internal static class HistoryCommand
{
    /// <summary>Defines the command line.</summary>
    public static Command Build(TextWriter output)
    {
        var flags = new HistoryToolFlags();
        var reports = new HistoryReports(flags, output, TimeProvider.System);
        var changes = new HistoryChanges(flags, output, TimeProvider.System);
        return new Command("history", "Look into, back up, restore and check the recommender's history; exit code 1 when it is in use or damaged.")
        {
            new RoleCommand("list", "List the histories.", [flags.InspectedPath, flags.Copy, flags.Namespace, flags.Output], reports.ListAsync),
            new RoleCommand("show", "Show the histories of a workload, with histograms.", [flags.InspectedPath, flags.Copy, flags.Output], reports.ShowAsync, flags.Workload),
            new RoleCommand("check", "Check every record of both copies.", [flags.InspectedPath, flags.Copy, flags.Output], reports.CheckAsync),
            new RoleCommand("export", "Write histories as JSON.", [flags.InspectedPath, flags.Copy, flags.Namespace, flags.File], reports.ExportAsync),
            new RoleCommand("import", "Add the histories of an export; the recommender must not run.", [flags.HistoryPath, flags.KeepExisting], changes.ImportAsync, flags.Source),
            new RoleCommand("compact", "Give back the space of deleted histories; the recommender must not run.", [flags.HistoryPath], changes.CompactAsync),
        };
    }
}
