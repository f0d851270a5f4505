using System.CommandLine;
using System.Text;
using Vpa.Host.Flags;

namespace Vpa.Host.CommandLine;

/// <summary>The flag tables of the documentation, made from the command line itself.</summary>
internal static class FlagTable
{
    /// <summary>Prints a Markdown page with one table a role.</summary>
    public static string Print(RootCommand root)
    {
        var page = new StringBuilder();
        page.Append("# Flags\n\nMade from the program's own definitions; a test keeps it current.\n\n");
        page.Append("Every flag can also be set by the environment (`VPA_` and the name in capitals with underscores, so `VPA_RECOMMENDER_INTERVAL`) or by\n");
        page.Append("`appsettings.json` beside the program. The command line wins over the environment, which wins over the file, which wins over the default.\n");
        foreach (var command in root.Subcommands.OfType<RoleCommand>())
        {
            page.Append($"\n## vpa {command.Name}\n\n{command.Description}\n\n");
            if (command.Name == "all")
            {
                page.Append("Takes every flag of the three roles; of flags that several roles have, it is one for all.\n");
                continue;
            }

            Append(page, command.Flags);
        }

        foreach (var tool in root.Subcommands.Where(c => c is not RoleCommand))
        {
            page.Append($"\n## vpa {tool.Name}\n\n{tool.Description}\n");
            foreach (var command in tool.Subcommands.OfType<RoleCommand>())
            {
                var arguments = string.Concat(command.Arguments.Select(a => $" &lt;{a.Name}&gt;"));
                page.Append($"\n### vpa {tool.Name} {command.Name}{arguments}\n\n{command.Description}\n\n");
                Append(page, command.Flags);
            }
        }

        return page.ToString();
    }

    private static void Append(StringBuilder page, IEnumerable<IFlag> flags)
    {
        page.Append("| flag | type | default | meaning |\n|---|---|---|---|\n");
        foreach (var flag in flags.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            var text = flag.DefaultText.Length == 0 ? "" : $"`{flag.DefaultText}`";
            page.Append($"| `--{flag.Name}` | {flag.TypeName} | {text} | {flag.Description.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
    }
}
