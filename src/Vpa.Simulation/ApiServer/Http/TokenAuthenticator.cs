using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Vpa.Simulation.ApiServer;

/// <summary>Bearer tokens and whom they stand for. A request without a token is anonymous; one with an unknown token is refused.</summary>
internal sealed class TokenAuthenticator
{
    private const string Scheme = "Bearer ";
    private readonly ConcurrentDictionary<string, UserInfo> _users = new(StringComparer.Ordinal);

    public string Issue(UserInfo user)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        _users[token] = user;
        return token;
    }

    public UserInfo Authenticate(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return UserInfo.Anonymous;
        }

        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && _users.TryGetValue(header[Scheme.Length..].Trim(), out var user)
            ? user
            : throw ApiErrors.Unauthorized();
    }
}
