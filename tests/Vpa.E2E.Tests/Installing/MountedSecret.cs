using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;

namespace Vpa.E2E.Tests.Installing;

/// <summary>A Secret as files, the way a kubelet mounts the volume of a Pod.</summary>
internal static class MountedSecret
{
    /// <summary>Writes the files of a Deployment's volume and returns their paths by name; null when there is no such volume, or no Secret and none is needed.</summary>
    /// <exception cref="InvalidOperationException">The Secret or a key is not there: the Pod would wait for it.</exception>
    public static async Task<IReadOnlyDictionary<string, string>?> MountAsync(ApiClient api, JsonNode deployment, string ns, string volume, string folder)
    {
        var source = RenderedManifest.PodSpec(deployment)["volumes"]!.AsArray().FirstOrDefault(v => Text(v!["name"]) == volume)?["secret"];
        if (source is null)
        {
            return null;
        }

        if (await api.FindAsync($"/api/v1/namespaces/{ns}/secrets/{Text(source["secretName"])}") is not { } secret)
        {
            return source["optional"]?.GetValue<bool>() == true ? null : throw new InvalidOperationException($"The Pod waits for the Secret {Text(source["secretName"])}.");
        }

        var data = secret["data"]!.AsObject();
        var keys = source["items"]?.AsArray().ToDictionary(i => Text(i!["path"]), i => Text(i!["key"])) ?? data.ToDictionary(d => d.Key, d => d.Key);
        Directory.CreateDirectory(folder);
        return keys.ToDictionary(k => k.Key, k => Write(Path.Combine(folder, k.Key), data[k.Value] ?? throw new InvalidOperationException($"The Secret has no key {k.Value}.")));
    }

    private static string Write(string path, JsonNode base64)
    {
        File.WriteAllBytes(path, Convert.FromBase64String(Text(base64)));
        return path;
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
