using System.Collections.Concurrent;
using System.Security.Claims;
using AuthStrategies;
using Microsoft.AspNetCore.Identity;

namespace NotesApp.Accounts;

/// <summary>Who may log in. Thread-safe.</summary>
public sealed class AccountBook(ISessionDirectory logins)
{
    private readonly PasswordHasher<string> _hasher = new();
    private readonly ConcurrentDictionary<string, string> _hashes = [];

    public void Open(string name, string password) => _hashes[name] = _hasher.HashPassword(name, password);

    public ClaimsPrincipal? Find(string name, string password)
    {
        if (!_hashes.TryGetValue(name, out string? hash) || _hasher.VerifyHashedPassword(name, hash, password) == PasswordVerificationResult.Failed)
            return null;

        return new(new ClaimsIdentity([new("sub", name), new("name", name)], "Password", "name", "role"));
    }

    /// <summary>Changes the password, and ends all logins of the user but the one that asked.</summary>
    public async Task<bool> ChangePasswordAsync(string name, string old, string @new, SessionId? current, CancellationToken cancellationToken = default)
    {
        if (Find(name, old) is null)
            return false;

        Open(name, @new);
        await logins.RevokeAllAsync(name, current, new() { Reason = SessionEndReason.PasswordChanged }, cancellationToken);
        return true;
    }
}
