using System.Globalization;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>Lists, selectors, pages.</summary>
public abstract partial class ContractTests
{
    [SkippableTheory]
    [InlineData("labelSelector=tier%3Dweb", "a,b")]
    [InlineData("labelSelector=tier%3D%3Dweb,zone%3D1", "a")]
    [InlineData("labelSelector=tier!%3Dweb", "c,d")]
    [InlineData("labelSelector=tier%20in%20(web,db)", "a,b,c")]
    [InlineData("labelSelector=tier%20notin%20(web),zone", "c")]
    [InlineData("labelSelector=!tier", "d")]
    [InlineData("fieldSelector=metadata.name%3Db", "b")]
    [InlineData("fieldSelector=metadata.name!%3Db,metadata.name!%3Da&labelSelector=tier", "c")]
    public async Task Lists_what_selectors_choose(string query, string expected)
    {
        var ns = await NamespaceAsync();
        await CreateMapAsync(ns, "a", """{"tier":"web","zone":"1","set":"x"}""");
        await CreateMapAsync(ns, "b", """{"tier":"web","zone":"2","set":"x"}""");
        await CreateMapAsync(ns, "c", """{"tier":"db","zone":"1","set":"x"}""");
        await CreateMapAsync(ns, "d", """{"set":"x"}""");
        var list = (await Client.GetAsync($"{ns}/configmaps?{query}")).Expect(200);
        Assert.Equal("ConfigMapList", list.Field("kind"));
        // kube-controller-manager puts its own configmap into each namespace.
        Assert.Equal(expected, string.Join(',', Names(list).Where(n => n != "kube-root-ca.crt")));
    }

    [SkippableTheory]
    [InlineData("labelSelector=a%20in")]
    [InlineData("fieldSelector=data.x%3D1")]
    [InlineData("continue=nonsense")]
    public async Task Refuses_malformed_queries(string query)
    {
        var ns = await NamespaceAsync();
        (await Client.GetAsync($"{ns}/configmaps?{query}")).ExpectStatus(400, "BadRequest");
    }

    [SkippableFact]
    public async Task Lists_pods_by_node_and_phase()
    {
        var ns = await NamespaceAsync();
        (await Client.PostAsync(ns + "/pods", Manifests.Pod("a", node: "n1"))).Expect(201);
        (await Client.PostAsync(ns + "/pods", Manifests.Pod("b", node: "n2"))).Expect(201);
        (await Client.PatchAsync(ns + "/pods/b/status", "merge-patch", """{"status":{"phase":"Running"}}""")).Expect(200);
        Assert.Equal(["a"], Names(await Client.GetAsync(ns + "/pods?fieldSelector=spec.nodeName%3Dn1")));
        Assert.Equal(["b"], Names(await Client.GetAsync(ns + "/pods?fieldSelector=status.phase%3DRunning")));
        Assert.Equal(["a"], Names(await Client.GetAsync(ns + "/pods?fieldSelector=status.phase!%3DRunning,spec.nodeName!%3Dn2")));
    }

    [SkippableFact]
    public async Task Pages_come_from_one_snapshot()
    {
        var ns = await NamespaceAsync();
        for (var i = 0; i < 5; i++)
        {
            (await Client.PostAsync(ns + "/secrets", Secret("s" + i.ToString(CultureInfo.InvariantCulture)))).Expect(201);
        }

        const string Query = "/secrets?fieldSelector=type%3DOpaque&limit=2";
        var first = (await Client.GetAsync(ns + Query)).Expect(200);
        (await Client.PostAsync(ns + "/secrets", Secret("s9"))).Expect(201);
        (await Client.DeleteAsync(ns + "/secrets/s3")).Expect(200);
        var second = (await Client.GetAsync($"{ns}{Query}&continue={Uri.EscapeDataString(first.Field("metadata.continue")!)}")).Expect(200);
        var third = (await Client.GetAsync($"{ns}{Query}&continue={Uri.EscapeDataString(second.Field("metadata.continue")!)}")).Expect(200);
        Assert.Equal(["s0", "s1", "s2", "s3", "s4"], Names(first).Concat(Names(second)).Concat(Names(third)));
        Assert.Equal(first.Version, second.Version);
        Assert.Equal(first.Version, third.Version);
        Assert.True(string.IsNullOrEmpty(third.Field("metadata.continue")));
    }

    [SkippableFact]
    public async Task Says_how_many_items_remain()
    {
        var ns = await NamespaceAsync();
        for (var i = 0; i < 3; i++)
        {
            (await Client.PostAsync(ns + "/limitranges", Manifests.Parse(
                $$$"""{"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"l{{{i}}}"},"spec":{"limits":[{"type":"Container"}]}}"""))).Expect(201);
        }

        Assert.Equal("2", (await Client.GetAsync(ns + "/limitranges?limit=1")).Expect(200).Field("metadata.remainingItemCount"));
    }

    private static System.Text.Json.Nodes.JsonObject Secret(string name) =>
        Manifests.Parse($$$"""{"apiVersion":"v1","kind":"Secret","type":"Opaque","metadata":{"name":"{{{name}}}"}}""");
}
