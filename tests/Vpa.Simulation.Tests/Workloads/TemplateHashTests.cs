using System.Text.Json;
using Vpa.Simulation.Workloads;

namespace Vpa.Simulation.Tests.Workloads;

public sealed class TemplateHashTests
{
    [Theory]
    [InlineData("""{"a":1,"b":{"c":"x","d":[1,2]}}""", """{"b":{"d":[1,2],"c":"x"},"a":1}""", true)]
    [InlineData("""{"a":1}""", """{"a":1,"creationTimestamp":null}""", true)]
    [InlineData("""{"a":1}""", """{"a":2}""", false)]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", false)]
    [InlineData("""{"a":"1"}""", """{"a":1}""", false)]
    [InlineData("""{"a":"x\",\"b\":\"y"}""", """{"a":"x","b":"y"}""", false)]
    public void Equal_templates_and_only_those_have_equal_hashes(string left, string right, bool equal)
    {
        var (a, b) = (TemplateHash.Of(JsonDocument.Parse(left).RootElement), TemplateHash.Of(JsonDocument.Parse(right).RootElement));
        Assert.Equal(equal, a == b);
        Assert.Matches("^[b-df-hj-np-tv-z2-9]{10}$", a);
    }
}
