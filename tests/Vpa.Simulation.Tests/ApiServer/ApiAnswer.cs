using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>What a server answered.</summary>
public sealed record ApiAnswer(int Code, string Text, string Warnings, TimeSpan? RetryAfter)
{
    public JsonObject Json => (JsonObject)JsonNode.Parse(Text)!;

    public JsonArray Items => (JsonArray)Json["items"]!;

    public string Version => Field("metadata.resourceVersion")!;

    /// <summary>The value at a path of property names and array indexes, as text; null when there is none.</summary>
    public string? Field(string path) => Field(Json, path);

    public static string? Field(JsonNode? node, string path) => At(node, path)?.ToString();

    /// <summary>The string at a path; fails the test when a number, or nothing, is there.</summary>
    public string StringAt(string path)
    {
        var value = At(Json, path);
        Assert.True(value?.GetValueKind() == JsonValueKind.String, $"{path} is no string: {value?.ToJsonString() ?? "null"}");
        return value!.GetValue<string>();
    }

    /// <summary>Fails the test unless the answer has this code; shows the answer then.</summary>
    public ApiAnswer Expect(int code)
    {
        Assert.True(Code == code, $"expected {code}, got {Code}: {Text}");
        return this;
    }

    public ApiAnswer ExpectStatus(int code, string reason, string messagePart = "")
    {
        Expect(code);
        Assert.Equal("Status", Field("kind"));
        Assert.Equal("Failure", Field("status"));
        Assert.Equal(reason, Field("reason"));
        Assert.Equal(code.ToString(CultureInfo.InvariantCulture), Field("code"));
        Assert.Contains(messagePart, Field("message"), StringComparison.Ordinal);
        return this;
    }

    private static JsonNode? At(JsonNode? node, string path)
    {
        foreach (var step in path.Split('.'))
        {
            node = node switch
            {
                JsonArray array => int.Parse(step, CultureInfo.InvariantCulture) is var i && i < array.Count ? array[i] : null,
                JsonObject map => map[step],
                _ => null,
            };
        }

        return node;
    }
}
