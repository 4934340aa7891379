using System.Security.Cryptography;
using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// The secret with which tokens are made of former logins. The key of a ticket is in clear in the ticket store, and the browser has the cookie: without a
/// secret that is in neither, a token could be computed from them. The session store keeps it protected by ASP.NET Core Data Protection, whose keys all
/// nodes share; a key that was replaced can still read it. A thread-safe singleton.
/// </summary>
internal sealed class FormerSecret(IDataProtectionProvider provider, TimeProvider time, ILogger<FormerSecret> logger)
{
    private const int Size = 32;

    // A store that lost it gets it again from a node that knows it, so that all nodes go on with one.
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private readonly IDataProtector _protector = provider.CreateProtector("AuthStrategies.FormerLogins.v1");
    private volatile Copy? _copy;

    /// <summary>A keyed hash of what names a former login.</summary>
    /// <exception cref="AuthUnavailableException">The store did not answer, or Data Protection cannot read the secret.</exception>
    public async ValueTask<byte[]> HashAsync(IFormerLogins logins, byte[] name, CancellationToken cancellationToken) =>
        HMACSHA256.HashData((await GetAsync(logins, cancellationToken).ConfigureAwait(false)).Secret, name);

    private async ValueTask<Copy> GetAsync(IFormerLogins logins, CancellationToken cancellationToken)
    {
        Copy? copy = _copy;
        DateTimeOffset now = time.GetUtcNow();
        if (copy is not null && now - copy.ReadAt < MaxAge && now >= copy.ReadAt)
            return copy;

        try
        {
            byte[] proposal = copy?.Protected ?? _protector.Protect(RandomNumberGenerator.GetBytes(Size));
            byte[] kept = (await logins.KeepSecretAsync(proposal, cancellationToken).ConfigureAwait(false)).ToArray();
            if (copy is not null && kept.AsSpan().SequenceEqual(copy.Protected))
                return _copy = copy with { ReadAt = now };

            Copy read = new(_protector.Unprotect(kept), kept, now);
            if (copy is not null)
                await ReplaceAsync(logins, cancellationToken).ConfigureAwait(false);
            else if (kept.AsSpan().SequenceEqual(proposal))
                HttpLog.FormerSecretMade(logger);
            return _copy = read;
        }
        catch (CryptographicException exception)
        {
            throw new AuthUnavailableException("Data Protection cannot read the secret of former logins: its keys are lost or revoked, or they are not those of the other nodes (PersistKeysTo…, SetApplicationName).", exception);
        }
    }

    // The notes which cookies were used cannot be found with another secret, so no cookie that may have been used begins a session any more.
    private async ValueTask ReplaceAsync(IFormerLogins logins, CancellationToken cancellationToken)
    {
        await logins.EndAllAsync(cancellationToken).ConfigureAwait(false);
        HttpLog.FormerSecretReplaced(logger);
    }

    private sealed record Copy(byte[] Secret, byte[] Protected, DateTimeOffset ReadAt);
}
