using System.Net.Http.Headers;
using k8s.Authentication;

namespace Vpa.Kubernetes.Client;

/// <summary>A bearer token in a file that is replaced now and then, as that of a service account. A read that fails leaves the last token in use.</summary>
internal sealed class TokenFile(string path, TimeProvider time) : ITokenProvider
{
    /// <summary>How long a token is used before the file is read again; projected tokens are replaced long before they expire.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private Read? _last;

    /// <inheritdoc/>
    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        var last = Volatile.Read(ref _last);
        if (last is not null && time.GetElapsedTime(last.At) < Lifetime)
        {
            return last.Header;
        }

        try
        {
            var token = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
            if (token.Length > 0)
            {
                last = new Read(new AuthenticationHeaderValue("Bearer", token), time.GetTimestamp());
                Volatile.Write(ref _last, last);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && last is not null)
        {
            // The file is being replaced, or its volume is gone: the last token may well live on.
        }

        return last?.Header ?? throw new HttpRequestException($"The token file '{path}' is empty.");
    }

    private sealed record Read(AuthenticationHeaderValue Header, long At);
}
