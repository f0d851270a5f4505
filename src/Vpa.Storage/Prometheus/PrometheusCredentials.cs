using System.Net.Http.Headers;
using System.Text;

namespace Vpa.Storage.Prometheus;

/// <summary>How requests to Prometheus are authorized (R138). Never prints a secret.</summary>
public sealed class PrometheusCredentials
{
    private readonly AuthenticationHeaderValue? _fixed;
    private readonly string? _tokenFile;

    private PrometheusCredentials(AuthenticationHeaderValue? header, string? tokenFile) => (_fixed, _tokenFile) = (header, tokenFile);

    /// <summary>No authorization.</summary>
    public static PrometheusCredentials None { get; } = new(null, null);

    /// <summary>A bearer token.</summary>
    public static PrometheusCredentials Bearer(string token) => new(new("Bearer", token), null);

    /// <summary>A file with a bearer token. It is read for each query, since such tokens are replaced while the program runs.</summary>
    public static PrometheusCredentials BearerFile(string path) => new(null, path);

    /// <summary>Basic authentication.</summary>
    public static PrometheusCredentials Basic(string user, string password) =>
        new(new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))), null);

    /// <summary>The header to send, or null.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="FormatException">What the file holds is no token.</exception>
    public AuthenticationHeaderValue? Header() => _tokenFile is null ? _fixed : new("Bearer", File.ReadAllText(_tokenFile).Trim());

    /// <inheritdoc/>
    public override string ToString() => _tokenFile is null ? _fixed?.Scheme ?? "none" : $"Bearer from {_tokenFile}";
}
