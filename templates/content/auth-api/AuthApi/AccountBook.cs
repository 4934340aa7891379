using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;

namespace AuthApi;

/// <summary>Users and their hashed passwords, in the memory of this process. Replace it with your database.</summary>
public sealed class AccountBook
{
    private readonly PasswordHasher<string> _hasher = new();
    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _hashOfNoUser;

    public AccountBook() => _hashOfNoUser = _hasher.HashPassword("", Guid.NewGuid().ToString());

    public bool TryAdd(string name, string password) =>
        _accounts.TryAdd(name, new Account(Guid.NewGuid().ToString(), name, _hasher.HashPassword(name, password)));

    /// <summary>The user of this name and password, or null.</summary>
    public ClaimsPrincipal? Find(string name, string password)
    {
        // A hash is computed for an unknown name too, so that the time of the answer does not tell which names exist.
        Account? account = _accounts.GetValueOrDefault(name ?? "");
        PasswordVerificationResult result = _hasher.VerifyHashedPassword(name ?? "", account?.Hash ?? _hashOfNoUser, password ?? "");
        if (account is null || result == PasswordVerificationResult.Failed)
            return null;

        return new(new ClaimsIdentity([new Claim("sub", account.Id), new Claim("name", account.Name)], "password"));
    }

    private sealed record Account(string Id, string Name, string Hash);
}
