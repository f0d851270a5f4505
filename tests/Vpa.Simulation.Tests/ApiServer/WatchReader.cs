using System.Text.Json.Nodes;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>Reads the events of a watch, each within a deadline.</summary>
public sealed class WatchReader(HttpResponseMessage response, Stream stream) : IDisposable
{
    private readonly StreamReader _lines = new(stream);

    public int Code => (int)response.StatusCode;

    /// <summary>The next event, or null at the end of the stream.</summary>
    public async Task<JsonObject?> NextAsync()
    {
        var line = await LineAsync();
        return line is null ? null : (JsonObject)JsonNode.Parse(line)!;
    }

    /// <summary>TYPE name of the next event.</summary>
    public async Task<string> NextNameAsync()
    {
        var next = await NextAsync();
        return $"{next?["type"]} {next?["object"]?["metadata"]?["name"]}";
    }

    public async Task<string?> LineAsync()
    {
        using var deadline = new CancellationTokenSource(ApiClient.Deadline);
        return await _lines.ReadLineAsync(deadline.Token);
    }

    /// <summary>Whether nothing comes for this long.</summary>
    public async Task<bool> IsSilentForAsync(TimeSpan time)
    {
        using var deadline = new CancellationTokenSource(time);
        try
        {
            await _lines.ReadLineAsync(deadline.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        response.Dispose();
    }
}
