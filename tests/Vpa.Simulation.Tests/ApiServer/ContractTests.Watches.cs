namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>Watches.</summary>
public abstract partial class ContractTests
{
    [SkippableFact]
    public async Task A_watch_resumes_after_a_version_and_loses_nothing()
    {
        var ns = await NamespaceAsync();
        var first = await CreateMapAsync(ns, "one");
        await CreateMapAsync(ns, "two");
        (await Client.PatchAsync(ns + "/configmaps/two", "merge-patch", """{"data":{"a":"b"}}""")).Expect(200);
        (await Client.DeleteAsync(ns + "/configmaps/one")).Expect(200);
        using var watch = await Client.WatchAsync(
            $"{ns}/configmaps?watch=true&fieldSelector=metadata.name!%3Dkube-root-ca.crt&resourceVersion={first.Version}");
        Assert.Equal("ADDED two", await watch.NextNameAsync());
        Assert.Equal("MODIFIED two", await watch.NextNameAsync());
        Assert.Equal("DELETED one", await watch.NextNameAsync());
        await CreateMapAsync(ns, "three");
        Assert.Equal("ADDED three", await watch.NextNameAsync());
    }

    [SkippableFact]
    public async Task A_watch_without_version_begins_with_what_is_there()
    {
        var ns = await NamespaceAsync();
        await CreateMapAsync(ns, "one", """{"w":"1"}""");
        using var watch = await Client.WatchAsync(ns + "/configmaps?watch=1&labelSelector=w%3D1");
        Assert.Equal("ADDED one", await watch.NextNameAsync());
        await CreateMapAsync(ns, "two", """{"w":"1"}""");
        Assert.Equal("ADDED two", await watch.NextNameAsync());
    }

    [SkippableFact]
    public async Task An_object_that_stops_matching_is_deleted_for_its_watcher_and_comes_back_as_added()
    {
        var ns = await NamespaceAsync();
        var list = await Client.GetAsync(ns + "/configmaps");
        using var watch = await Client.WatchAsync($"{ns}/configmaps?watch=true&labelSelector=w%3D1&resourceVersion={list.Version}");
        await CreateMapAsync(ns, "other", """{"w":"2"}""");
        await CreateMapAsync(ns, "one", """{"w":"1"}""");
        Assert.Equal("ADDED one", await watch.NextNameAsync());
        (await Client.PatchAsync(ns + "/configmaps/one", "merge-patch", """{"metadata":{"labels":{"w":"2"}}}""")).Expect(200);
        Assert.Equal("DELETED one", await watch.NextNameAsync());
        (await Client.PatchAsync(ns + "/configmaps/one", "merge-patch", """{"metadata":{"labels":{"w":"1"}}}""")).Expect(200);
        Assert.Equal("ADDED one", await watch.NextNameAsync());
    }

    [SkippableFact]
    public async Task A_watch_ends_at_its_time_out_in_order()
    {
        var ns = await NamespaceAsync();
        var list = await Client.GetAsync(ns + "/configmaps");
        using var watch = await Client.WatchAsync(
            $"{ns}/configmaps?watch=true&labelSelector=never&timeoutSeconds=1&resourceVersion={list.Version}");
        Assert.Equal(200, watch.Code);
        Assert.Null(await watch.NextAsync());
    }

    [SkippableFact]
    public async Task The_events_of_a_deletion_carry_a_new_version()
    {
        var ns = await NamespaceAsync();
        var created = await CreateMapAsync(ns, "one");
        using var watch = await Client.WatchAsync(
            $"{ns}/configmaps?watch=true&fieldSelector=metadata.name%3Done&resourceVersion={created.Version}");
        (await Client.DeleteAsync(ns + "/configmaps/one")).Expect(200);
        var gone = await watch.NextAsync();
        Assert.Equal("DELETED", ApiAnswer.Field(gone, "type"));
        Assert.NotEqual(created.Version, ApiAnswer.Field(gone, "object.metadata.resourceVersion"));
    }
}
