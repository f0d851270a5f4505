using System.Text;

namespace Vpa.Storage.Tests;

public sealed class HistoryFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_was_written_is_read_after_reopening()
    {
        var written = Enumerable.Range(0, 3_000).ToDictionary(i => $"shop/Deployment/web-{i}/app", i => Encoding.UTF8.GetBytes($"record {i}"));
        using (var file = Open())
        {
            file.Write(written, []);
        }

        Assert.Equal(written.OrderBy(w => w.Key, StringComparer.Ordinal), Read().OrderBy(r => r.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Later_writes_replace_and_deletes_remove()
    {
        using (var file = Open())
        {
            file.Write(Records(("a", "1"), ("b", "1"), ("c", "1")), []);
            file.Write(Records(("b", "2")), ["c", "no such record"]);
        }

        Assert.Equal(Records(("a", "1"), ("b", "2")), Read());
    }

    [Fact]
    public void Names_that_differ_in_case_are_different_records()
    {
        using (var file = Open())
        {
            file.Write(Records(("shop/Deployment/Web/app", "1"), ("shop/Deployment/web/app", "2")), []);
        }

        Assert.Equal(2, Read().Count);
    }

    [Fact]
    public void The_log_is_empty_after_every_write()
    {
        using var file = Open();
        for (var i = 0; i < 20; i++)
        {
            file.Write(Enumerable.Range(0, 200).Select(n => KeyValuePair.Create($"r{n}", new byte[500])).ToList(), []);
            Assert.Equal(0, new FileInfo(_directory[HistoryDirectory.LogName]).Length);
        }
    }

    [Fact]
    public void Files_are_readable_by_their_owner_alone()
    {
        using var file = Open();
        file.Write(Records(("a", "1")), []);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var name in new[] { HistoryDirectory.DataName, HistoryDirectory.LogName })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory[name]));
        }
    }

    private static Dictionary<string, byte[]> Records(params (string Id, string Text)[] records) =>
        records.ToDictionary(r => r.Id, r => Encoding.UTF8.GetBytes(r.Text), StringComparer.Ordinal);

    private HistoryFile Open() => new HistoryDirectory(_directory.Path, TimeProvider.System).Open();

    private Dictionary<string, byte[]> Read()
    {
        using var file = Open();
        var read = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        Assert.Null(file.Read(read.TryAdd));
        return read;
    }
}
