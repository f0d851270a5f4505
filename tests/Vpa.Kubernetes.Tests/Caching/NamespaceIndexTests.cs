using Vpa.Kubernetes.Caching;

namespace Vpa.Kubernetes.Tests.Caching;

public class NamespaceIndexTests
{
    private readonly NamespaceIndex<string> _index = new();

    [Fact]
    public void Objects_are_sorted_by_the_bytes_of_their_names_and_what_a_reader_has_stays_as_it_is()
    {
        Set("a", "z", "1");
        Set("a", "B", "2");
        Set("b", "z", "3");
        var before = _index.In("a");
        Set("a", "z", "4");
        Set("a", "m", "5");

        Assert.Equal(["2", "1"], before);
        Assert.Equal(["2", "5", "4"], _index.In("a"));
        Assert.Equal(["3"], _index.In("b"));
        Assert.Empty(_index.In("c"));
    }

    [Fact]
    public void Nothing_is_kept_of_a_namespace_without_objects()
    {
        Set("a", "x", "1");
        Set("a", "y", "2");
        Set("a", "x", null);
        Assert.Equal(["2"], _index.In("a"));

        Set("a", "y", null);
        Set("b", "never-seen", null);

        Assert.Empty(_index.In("a"));
        Assert.Equal(0, _index.Namespaces);
    }

    [Fact]
    public void The_first_reader_after_a_change_has_nothing_to_do() // a request of the webhook may be that reader
    {
        Set("a", "x", "1");
        _ = _index.In("a");
        Set("a", "y", "2");

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var read = _index.In("a");
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        Assert.Equal(["1", "2"], read);
        Assert.Equal(0, allocated);
    }

    private void Set(string ns, string name, string? value) =>
        _index.Apply(new(value is null ? CacheChangeKind.Removed : CacheChangeKind.Added, new(ns, name), null, value));
}
