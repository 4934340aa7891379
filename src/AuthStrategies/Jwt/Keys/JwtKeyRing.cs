using System.Collections.Immutable;

namespace AuthStrategies.Jwt.Keys;

/// <summary>
/// The keys that count at one moment. Immutable: who changes keys makes another ring and swaps it whole, so that a verification
/// sees the old keys or the new ones and never a mixture.
/// </summary>
internal sealed class JwtKeyRing
{
    private readonly JwtKey[] _keys;

    /// <summary>Makes a ring of keys in which <see cref="Problems"/> found none.</summary>
    /// <param name="signingKeys">The first signs; all verify.</param>
    /// <param name="verificationKeys">These verify only.</param>
    public JwtKeyRing(IEnumerable<JwtKey> signingKeys, IEnumerable<JwtKey> verificationKeys)
    {
        ImmutableArray<JwtKey> signing = [.. signingKeys];
        _keys = [.. signing, .. verificationKeys];
        All = Array.AsReadOnly(_keys);
        SigningKey = signing.FirstOrDefault();
    }

    /// <summary>The key that signs, or <see langword="null"/> when this side only verifies.</summary>
    public JwtKey? SigningKey { get; }

    /// <summary>Every key, signing keys first.</summary>
    public IReadOnlyList<JwtKey> All { get; }

    /// <summary>The key of that id, byte for byte, or <see langword="null"/>: never a guess.</summary>
    public JwtKey? Find(ReadOnlySpan<byte> keyId)
    {
        foreach (JwtKey key in _keys)
        {
            if (key.KeyIdUtf8.SequenceEqual(keyId))
                return key;
        }

        return null;
    }

    /// <summary>Whether a key is still on the ring: that very object, not another of its name.</summary>
    public bool Holds(JwtKey key)
    {
        foreach (JwtKey held in _keys)
        {
            if (ReferenceEquals(held, key))
                return true;
        }

        return false;
    }

    /// <summary>The key of that algorithm if exactly one key has it: what a token that names no key can only mean.</summary>
    public JwtKey? FindOnly(ReadOnlySpan<byte> algorithm)
    {
        JwtKey? only = null;
        foreach (JwtKey key in _keys)
        {
            if (!key.AlgorithmUtf8.SequenceEqual(algorithm))
                continue;
            if (only is not null)
                return null;

            only = key;
        }

        return only;
    }

    /// <summary>Everything that is wrong with two lists of keys, each as a sentence that names the place and says what to do.</summary>
    public static IEnumerable<string> Problems(IEnumerable<JwtKey?> signingKeys, IEnumerable<JwtKey?> verificationKeys)
    {
        List<(string Place, JwtKey? Key)> signing = [.. signingKeys.Select((key, i) => ($"SigningKeys[{i}]", key))];
        List<(string Place, JwtKey? Key)> all = [.. signing, .. verificationKeys.Select((key, i) => ($"VerificationKeys[{i}]", key))];

        foreach ((string place, JwtKey? _) in all.Where(entry => entry.Key is null))
            yield return $"{place} is null. Give it a JwtKey or remove it.";

        foreach ((string place, JwtKey? _) in signing.Where(entry => entry.Key is { IsPrivate: false }))
            yield return $"{place} has no private part, so it cannot sign. Give the private key, or move it to VerificationKeys.";

        foreach (IGrouping<string, (string Place, JwtKey? Key)> same in all.Where(entry => entry.Key is not null).GroupBy(entry => entry.Key!.KeyId, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return $"{string.Join(" and ", same.Select(entry => entry.Place))} have the same key id \"{same.Key}\". Remove all but one, or give each a key id of its own.";
    }
}
