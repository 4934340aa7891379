using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Diagnostics;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>
/// Makes usable keys of stored ones and the other way round. With a protector every stored private key is protected, and one that is not is
/// refused: a writer of the store could have put it there. Thread-safe.
/// </summary>
/// <param name="strategy">The strategy.</param>
/// <param name="protector">Protects the private keys; <see langword="null"/> leaves them readable.</param>
/// <param name="protectsStored">Whether keys that the key store has without protection are protected there, and not refused.</param>
/// <param name="diagnostics">The reports.</param>
internal sealed class KeyProtection(string strategy, IJwtKeyProtector? protector, bool protectsStored, KeyDiagnostics diagnostics)
{
    private const int MaxProtectedSize = 8 * 1024;

    /// <summary>Whether a document of the key store has a key that must be protected there.</summary>
    public bool IsDueIn(StoredTimeline? stored) => protectsStored && protector is not null && stored?.Keys.Any(key => key.Text is not null) == true;

    /// <param name="stored">What the document has.</param>
    /// <param name="known">The timeline that was read before. A key that has not changed keeps its object.</param>
    /// <param name="acceptsPlain">Whether keys may be unprotected although there is a protector: in the store that keys are moved from.</param>
    /// <param name="cancellationToken">Cancels the calls to the protector.</param>
    /// <returns>The timeline, or <see langword="null"/> when a key is damaged.</returns>
    /// <exception cref="JwtKeyStoreException">A key cannot be unprotected.</exception>
    public async Task<KeyTimeline?> UnprotectAsync(StoredTimeline stored, KeyTimeline known, bool acceptsPlain, CancellationToken cancellationToken)
    {
        List<RotatingKey> keys = new(stored.Keys.Length);
        foreach (StoredTimeline.Entry entry in stored.Keys)
        {
            if (entry.Text is not null && protector is not null && !acceptsPlain)
                throw Failed(entry, "it is not protected, although this application protects its keys. Another program may have written it. If it was stored before the application protected its keys, call ProtectStoredJwtKeys() until every node runs with protection", null);

            // Also a known key: this node would write it back without protection.
            if (entry.Text is null && protector is null)
                throw Failed(entry, "it is protected, and this application has no protector. Call the same Protect… method as the nodes that wrote it", null);

            StoredKey key = Known(entry, known) ?? new(entry.KeyId, entry.Algorithm, entry.Text ?? await UnprotectAsync(protector!, entry, cancellationToken).ConfigureAwait(false));
            if (!IsUsable(key))
                return null;
            keys.Add(new(key, entry.AnnouncedAt, entry.SignsFrom, entry.SignsUntil));
        }

        return KeyTimelineCodec.IsInOrder([.. keys]) ? new([.. keys], stored.Version) { Revision = stored.Revision, Removed = stored.Removed } : null;
    }

    /// <exception cref="JwtKeyStoreException">A key cannot be protected.</exception>
    public async Task<StoredTimeline> ProtectAsync(KeyTimeline timeline, CancellationToken cancellationToken)
    {
        ImmutableArray<StoredTimeline.Entry>.Builder keys = ImmutableArray.CreateBuilder<StoredTimeline.Entry>(timeline.Keys.Length);
        foreach (RotatingKey key in timeline.Keys)
        {
            byte[]? hidden = protector is null ? null : await ProtectAsync(protector, key.Key, cancellationToken).ConfigureAwait(false);
            keys.Add(new(key.Key.KeyId, key.Key.Algorithm, hidden is null ? key.Key.Text : null, hidden, key.AnnouncedAt, key.SignsFrom, key.SignsUntil));
        }

        return new(timeline.Version, timeline.Revision, keys.MoveToImmutable(), timeline.Removed);
    }

    // A key id is computed from the key, so a known key with this id is the same key.
    private static StoredKey? Known(StoredTimeline.Entry entry, KeyTimeline known) =>
        known.Keys.FirstOrDefault(key => key.Key.KeyId == entry.KeyId && key.Key.Algorithm == entry.Algorithm && (entry.Text is null || entry.Text == key.Key.Text))?.Key;

    // Created here, so that a damaged key makes the document unreadable, and not a token unverifiable later.
    private static bool IsUsable(StoredKey key)
    {
        try
        {
            return key.Key.KeyId == key.KeyId;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private async Task<string> UnprotectAsync(IJwtKeyProtector with, StoredTimeline.Entry entry, CancellationToken cancellationToken)
    {
        byte[]? bytes = null;
        try
        {
            bytes = await with.UnprotectAsync(entry.KeyId, entry.Protected, cancellationToken).ConfigureAwait(false);
            return Encoding.ASCII.GetString(bytes);
        }
#pragma warning disable CA1031 // Every exception of a protector means that the key cannot be read.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            throw Failed(entry, "the protector failed; the inner exception says why. Restore the protection keys, or give up all keys: IJwtKeyRotation.ReplaceAllKeysAsync", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private async Task<byte[]> ProtectAsync(IJwtKeyProtector with, StoredKey key, CancellationToken cancellationToken)
    {
        byte[] text = Encoding.ASCII.GetBytes(key.Text);
        try
        {
            ReadOnlyMemory<byte> hidden = await with.ProtectAsync(key.KeyId, text, cancellationToken).ConfigureAwait(false);
            if (hidden.Length is 0 or > MaxProtectedSize)
                throw new JwtKeyStoreException($"The protector returned {hidden.Length} bytes; it must return 1 to {MaxProtectedSize}.");
            return hidden.ToArray();
        }
#pragma warning disable CA1031 // Every exception of a protector means that the key cannot be stored.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            diagnostics.ProtectionFailed(exception, key.KeyId, "it cannot be protected, so it is not stored");
            throw new JwtKeyStoreException($"Key \"{key.KeyId}\" of \"{strategy}\" cannot be protected, so it is not stored; the inner exception says why.", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private JwtKeyStoreException Failed(StoredTimeline.Entry entry, string why, Exception? exception)
    {
        diagnostics.ProtectionFailed(exception, entry.KeyId, why);
        string message = $"Key \"{entry.KeyId}\" of \"{strategy}\" cannot be read: {why}.";
        return exception is null ? new(message) : new(message, exception);
    }
}
