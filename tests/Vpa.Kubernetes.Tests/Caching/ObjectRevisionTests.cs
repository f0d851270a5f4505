using Vpa.Kubernetes.Caching;

namespace Vpa.Kubernetes.Tests.Caching;

public class ObjectRevisionTests
{
    private const string Uid = "1f2e3d4c-0000-4000-8000-00000000000a";
    private const string OtherUid = "1f2e3d4c-0000-4000-8000-00000000000b";

    [Theory]
    [InlineData(Uid, "7", Uid, "7", true, true, false)]
    [InlineData(Uid, "7", Uid, "8", true, false, true)]
    [InlineData(Uid, "10", Uid, "9", true, false, false)]
    [InlineData(Uid, "7", OtherUid, "7", false, false, false)]
    [InlineData("name", "7", "name", "7", true, true, false)]
    [InlineData("name", "7", Uid, "8", false, false, true)]
    [InlineData(Uid, "", Uid, "", true, false, false)]
    [InlineData(Uid, "x", Uid, "x", true, true, false)]
    [InlineData(Uid, "x", Uid, "y", true, false, false)]
    [InlineData("", "7", Uid, "8", false, false, true)]
    [InlineData(Uid, "7", "", "", false, false, false)]
    public void Compares_as_the_texts_would(string uid, string version, string otherUid, string otherVersion, bool hasUid, bool isSame, bool isOlder)
    {
        var (revision, other) = (new ObjectRevision(uid, version), new ObjectRevision(otherUid, otherVersion));
        Assert.Equal((hasUid, isSame, isOlder), (revision.HasUidOf(other), revision.IsSameAs(other), revision.IsOlderThan(other)));
    }
}
