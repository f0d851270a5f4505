using Vpa.Host.Demo;

namespace Vpa.Host.History;

/// <summary>A histogram drawn with characters.</summary>
internal static class HistogramChart
{
    private const int Width = 40;
    private const int MaxRows = 24;
    private const double Least = 0.0005;

    /// <summary>One line a bucket; neighbours share a line where there are many. Buckets at the edges that weigh next to nothing are left out.</summary>
    public static string Draw(IReadOnlyList<ShownBucket> buckets, Func<double, string> print)
    {
        var from = 0;
        var to = buckets.Count;
        while (from < to && buckets[from].Share < Least)
        {
            from++;
        }

        while (to > from && buckets[to - 1].Share < Least)
        {
            to--;
        }

        if (from == to)
        {
            return "  no weight\n";
        }

        var group = (to - from + MaxRows - 1) / MaxRows;
        var rows = buckets.Skip(from).Take(to - from).Chunk(group).Select(g => new ShownBucket(g[0].From, g[^1].To, g.Sum(b => b.Share))).ToList();
        var greatest = rows.Max(r => r.Share);
        return AlignedText.Align(rows.Select(r =>
        {
            var bar = new string('#', (int)Math.Round(r.Share / greatest * Width));
            return FormattableString.Invariant($"  {print(r.From)}\t- {print(r.To)}\t|{bar.PadRight(Width)}|\t{r.Share * 100,5:0.0} %");
        }));
    }
}
