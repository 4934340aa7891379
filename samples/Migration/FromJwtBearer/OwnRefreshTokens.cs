using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Migration.FromJwtBearer;

/// <summary>The table of refresh tokens, as applications write it.</summary>
internal sealed class OwnRefreshTokens
{
    private readonly ConcurrentDictionary<string, string> _users = new();

    public string Add(string user)
    {
        string token = RandomNumberGenerator.GetHexString(64);
        _users[token] = user;
        return token;
    }

    /// <summary>The user of a token, which is used up; null if there is none.</summary>
    public string? Take(string token) => _users.TryRemove(token, out string? user) ? user : null;

    /// <summary>The body of a refresh.</summary>
    internal sealed record Request(string RefreshToken);
}
