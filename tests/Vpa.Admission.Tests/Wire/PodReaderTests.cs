using System.Text;
using System.Text.Json;
using Vpa.Admission.Wire;
using Vpa.Domain.Admitting;

namespace Vpa.Admission.Tests.Wire;

/// <summary>What the reader takes from a pod, and what it says of one it cannot read (A91, A92, A106).</summary>
public sealed class PodReaderTests
{
    [Fact]
    public void Every_member_that_admission_looks_at_is_read_wherever_it_stands()
    {
        var pod = Read("""
            {"status":{"phase":"Pending","containerStatuses":[null,{"name":"app","ready":true,"resources":{"requests":{"cpu":"200m"}}},{"name":"proxy"}]},
             "spec":{"initContainers":[{"name":"init","resources":{"requests":{"cpu":"9"}}}],"containers":[
               {"image":"app:1","name":"app","env":[{"name":"name","value":"x"}],"resources":{"claims":[{"name":"gpu"}],"limits":{"memory":"1Gi","example.com/gpu":1},"requests":{"memory":134217728,"cpu":0.5}}},
               null,{"name":"proxy","resources":{}},{"name":"bare"}],"volumes":[{"containers":[7]}]},
             "metadata":{"managedFields":[{"fieldsV1":{"f:metadata":{"f:labels":{}}}}],"namespace":"shop","name":"web-1","labels":{"app":"web","empty":null,"\u0061":"b"},"annotations":{"x":"y"},
               "ownerReferences":[null,{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web","uid":"u1","controller":true,"blockOwnerDeletion":true},{"kind":"Thing","controller":null}]},
             "kind":"Pod","apiVersion":"v1"}
            """);

        Assert.Equal(("shop", "web-1"), (pod.Pod.Namespace, pod.Pod.Name));
        Assert.Equal([("app", "web"), ("empty", ""), ("a", "b")], pod.Pod.Labels.Select(l => (l.Key, l.Value)));
        Assert.NotNull(pod.Pod.Annotations);
        Assert.Equal([("apps/v1", "ReplicaSet", "web", true), ("", "Thing", "", false)], pod.Pod.Owners.Select(o => (o.ApiVersion, o.Kind, o.Name, o.IsController)));
        Assert.Equal(
            ["app/cpu: 500m, memory: 134217728/memory: 1Gi, example.com/gpu: 1", "//", "proxy//", "bare//"],
            pod.Pod.Containers.Select(c => $"{c.Name}/{c.Resources.Requests}/{c.Resources.Limits}"));
        Assert.Equal(["//", "app/cpu: 200m/", "proxy//"], pod.Pod.ContainerStatuses.Select(s => $"{s.Name}/{s.Resources?.Requests}/{s.Resources?.Limits}"));
        Assert.Equal([false, true, false], pod.Pod.ContainerStatuses.Select(s => s.Resources is not null));
        Assert.Equal("app", Assert.Single(pod.ContainersWithClaims));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metadata":null,"spec":null,"status":null}""")]
    [InlineData("""{"metadata":{"name":null,"namespace":null,"labels":null,"annotations":null,"ownerReferences":null},"spec":{"containers":null},"status":{"containerStatuses":null}}""")]
    public void Null_counts_as_absent(string json)
    {
        var pod = Read(json);

        Assert.Equal(("fallback", "", 0, 0, 0, 0), (pod.Pod.Namespace, pod.Pod.Name, pod.Pod.Labels.Count, pod.Pod.Owners.Length, pod.Pod.Containers.Length, pod.Pod.ContainerStatuses.Length));
        Assert.Null(pod.Pod.Annotations);
    }

    [Fact]
    public void Of_members_that_stand_twice_the_last_counts() =>
        Assert.Equal(["b"], Read("""{"spec":{"containers":[{"name":"x"}]},"spec":{"containers":[{"name":"a","name":"b"}]}}""").Pod.Containers.Select(c => c.Name));

    [Fact]
    public void Depth_is_no_reason_to_refuse() =>
        Assert.Equal(["a"], Read($$$"""{"spec":{"x":{{{new string('[', 900)}}}{{{new string(']', 900)}}},"containers":[{"name":"a"}]}}""").Pod.Containers.Select(c => c.Name));

    [Theory]
    [InlineData("7", null, "an object is expected instead of Number")]
    [InlineData("""{"metadata":[]}""", "metadata", "an object is expected instead of StartArray")]
    [InlineData("""{"metadata":{"name":7}}""", "metadata", "a text is expected instead of Number")]
    [InlineData("""{"metadata":{"labels":{"a":true}}}""", "metadata", "a text is expected instead of True")]
    [InlineData("""{"metadata":{"labels":{"a":"\ud800"}}}""", null, "Unicode")]
    [InlineData("""{"metadata":{"labels":{"\ud800":"a"}}}""", null, "Unicode")]
    [InlineData("""{"metadata":{"ownerReferences":[{"controller":"yes"}]}}""", "metadata", "true or false is expected instead of String")]
    [InlineData("""{"spec":7}""", null, "an object is expected instead of Number")]
    [InlineData("""{"spec":{"containers":{}}}""", null, "an array is expected instead of StartObject")]
    [InlineData("""{"spec":{"containers":[{},7]}}""", "spec.containers[1]", "an object is expected instead of Number")]
    [InlineData("""{"spec":{"containers":[{},{"resources":{"limits":{"cpu":"ten"}}}]}}""", "spec.containers[1]", "quantities must match")]
    [InlineData("""{"spec":{"containers":[{"resources":{"limits":{"\ud800":"1"}}}]}}""", null, "Unicode")]
    [InlineData("""{"status":{"containerStatuses":[{"resources":{"requests":[]}}]}}""", "status.containerStatuses[0]", "an object is expected instead of StartArray")]
    [InlineData("""{"spec":{"containers":[{"name":"a"}]""", null, "")]
    [InlineData("""{"metadata":{"name":"a}}""", "metadata", "")]
    public void What_is_no_pod_is_an_error_that_says_where(string json, string? path, string message)
    {
        var error = Assert.ThrowsAny<JsonException>(() => Read(json));

        Assert.Equal(path, error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"request":null}""")]
    public void A_review_may_have_no_request(string json) => Assert.Null(AdmissionReviewReader.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_request_is_read_wherever_its_members_stand()
    {
        var json = Encoding.UTF8.GetBytes("""
            {"request":{"oldObject":null,"object":{"a":[1,{"b":2}]},"userInfo":{"name":"x","groups":["y"]},"operation":"CREATE","subResource":"status","namespace":"shop","name":"web",
             "requestKind":{"group":"","version":"v1","kind":"Pod"},"resource":{"version":"v1","x":1,"resource":"pods","group":null},"uid":"u1"},"kind":"AdmissionReview"}
            """);

        var request = AdmissionReviewReader.Read(json)!;

        Assert.Equal(("u1", "Pod", "", "v1", "pods"), (request.Uid, request.RequestKind, request.Group, request.Version, request.Resource));
        Assert.Equal(("status", "web", "shop", "CREATE"), (request.SubResource, request.Name, request.Namespace, request.Operation));
        Assert.Equal("""{"a":[1,{"b":2}]}""", Encoding.UTF8.GetString(request.Object.Of(json)));
        Assert.True(request.OldObject.IsEmpty);
    }

    [Theory]
    [InlineData("""{"request":{"resource":{"group":"","version":"v1","resource":"pods"},"namespace":"n","object":{"spec":{"containers":[{"name":"a"}]}},"uid":"u"}}""", true)]
    [InlineData("""{"request":{"object":{"spec":{"containers":[{"name":"a"}]}},"resource":{"group":"","version":"v1","resource":"pods"},"namespace":"n","uid":"u"}}""", false)]
    [InlineData("""{"request":{"resource":{"group":"","version":"v1","resource":"pods"},"namespace":"n","object":{"spec":{"containers":[{"name":7}]}},"uid":"u"}}""", false)]
    [InlineData("""{"request":{"resource":{"group":"","version":"v1","resource":"pods"},"namespace":"n","object":{"metadata":{"name":"\ud800"}},"uid":"u"}}""", false)]
    [InlineData("""{"request":{"resource":{"group":"apps","version":"v1","resource":"pods"},"namespace":"n","object":{},"uid":"u"}}""", false)]
    public void A_pod_is_decoded_on_the_way_where_that_can_be_done(string review, bool isDecoded)
    {
        var request = AdmissionReviewReader.Read(Encoding.UTF8.GetBytes(review))!;

        Assert.Equal((isDecoded, !isDecoded, "u"), (request.Pod is not null, !request.Object.IsEmpty, request.Uid));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{} {}")]
    [InlineData("{}x")]
    [InlineData("""{"request":[]}""")]
    [InlineData("""{"request":{"uid":1}}""")]
    [InlineData("""{"request":{"uid":"\ud800"}}""")]
    [InlineData("""{"request":{"resource":"pods"}}""")]
    [InlineData("""{"request":{"requestKind":"Pod"}}""")]
    [InlineData("""{"request":{"object":{"a":1}""")]
    public void What_is_no_review_is_an_error(string json) => Assert.ThrowsAny<JsonException>(() => AdmissionReviewReader.Read(Encoding.UTF8.GetBytes(json)));

    private static AdmittedPod Read(string json) => PodReader.Read(Encoding.UTF8.GetBytes(json), "fallback");
}
