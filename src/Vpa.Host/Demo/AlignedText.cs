using System.Text;

namespace Vpa.Host.Demo;

/// <summary>
/// Aligns tab-separated cells the way kubectl's output is: a column is as wide as its widest cell among neighbouring lines that have the column,
/// plus two blanks; the text after a line's last tab belongs to no column.
/// </summary>
internal static class AlignedText
{
    private const int Padding = 2;

    /// <summary>Aligns lines; each cell but the last of a line ends with a tab.</summary>
    public static string Align(IEnumerable<string> lines)
    {
        var cells = lines.Select(l => l.Split('\t')).ToArray();
        var widths = cells.Select(c => new int[c.Length]).ToArray();
        Measure(cells, widths, 0, cells.Length, column: 0);
        var text = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            for (var j = 0; j < cells[i].Length; j++)
            {
                text.Append(cells[i][j].PadRight(widths[i][j]));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Measure(string[][] cells, int[][] widths, int from, int to, int column)
    {
        for (var i = from; i < to; i++)
        {
            if (!HasColumn(cells[i], column))
            {
                continue;
            }

            var end = i;
            var width = 0;
            while (end < to && HasColumn(cells[end], column))
            {
                width = Math.Max(width, cells[end++][column].Length);
            }

            for (var line = i; line < end; line++)
            {
                widths[line][column] = width + Padding;
            }

            Measure(cells, widths, i, end, column + 1);
            i = end;
        }
    }

    private static bool HasColumn(string[] line, int column) => line.Length > column + 1;
}
