using System.Text;
using System.Text.Json.Nodes;
using Vpa.Kubernetes.Client;

namespace Vpa.Kubernetes.Admitting;

/// <summary>
/// A Secret of PEM texts that replicas share. Every write is bound to the version that was read, so that of replicas that write at the same
/// time one succeeds and the others read what it wrote.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="namespace">The Secret's namespace.</param>
/// <param name="name">The Secret's name.</param>
public sealed class CertificateSecret(KubernetesApi api, string @namespace, string name)
{
    private static readonly ResourcePath Path = new("", "v1", "secrets");

    private JsonObject? _read;

    /// <summary>The Secret as <c>namespace/name</c>, for messages.</summary>
    public string FullName => $"{@namespace}/{name}";

    /// <summary>Reads the texts by key; null when there is no such Secret. A value that is not base64 is left out.</summary>
    /// <exception cref="KubernetesApiException">It could not be read.</exception>
    public async Task<IReadOnlyDictionary<string, string>?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            _read = await api.GetJsonAsync(Path.Object(@namespace, name), AdmittingJson.Default.JsonObject, cancellationToken);
        }
        catch (KubernetesApiException exception) when (exception.IsNotFound)
        {
            _read = null;
            return null;
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in _read["data"] as JsonObject ?? [])
        {
            if (value is JsonValue text && text.TryGetValue<string>(out var base64) && Decode(base64) is { } decoded)
            {
                texts[key] = decoded;
            }
        }

        return texts;
    }

    /// <summary>Creates what was not there at the last read, or replaces what was; other people's labels and keys stay.</summary>
    /// <returns>False when somebody else has written since.</returns>
    /// <exception cref="KubernetesApiException">It could not be written.</exception>
    public async Task<bool> TryWriteAsync(IReadOnlyDictionary<string, string> texts, CancellationToken cancellationToken)
    {
        var secret = (JsonObject?)_read?.DeepClone() ?? New();
        if (secret["data"] is not JsonObject data)
        {
            secret["data"] = data = [];
        }

        foreach (var (key, text) in texts)
        {
            data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        }

        try
        {
            _read = _read is null
                ? await api.PostJsonAsync(Path.Collection(@namespace), secret, AdmittingJson.Default.JsonObject, AdmittingJson.Default.JsonObject, cancellationToken)
                : await api.PutJsonAsync(Path.Object(@namespace, name), secret, AdmittingJson.Default.JsonObject, AdmittingJson.Default.JsonObject, cancellationToken);
            return true;
        }
        catch (KubernetesApiException exception) when (exception.IsConflict || (exception.IsNotFound && _read is not null))
        {
            return false; // Another replica was faster, or the Secret was deleted since.
        }
    }

    private JsonObject New() => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
        ["type"] = "Opaque",
    };

    private static string? Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var written) ? Encoding.UTF8.GetString(bytes.AsSpan(0, written)) : null;
    }
}
