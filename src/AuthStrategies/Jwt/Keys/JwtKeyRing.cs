using System.Collections.Immutable;

namespace AuthStrategies.Jwt.Keys;

/// <summary>
/// The keys of one moment. Immutable: a change of keys creates another ring, so a verification sees the old keys or the new
/// ones and never a mixture.
/// </summary>
internal sealed class JwtKeyRing
{
    private readonly JwtKey[] _keys;

    /// <summary>Creates a ring of keys in which <see cref="Problems"/> found no mistake.</summary>
    /// <param name="signingKeys">The first key signs; all verify.</param>
    /// <param name="verificationKeys">These keys only verify.</param>
    public JwtKeyRing(IEnumerable<JwtKey> signingKeys, IEnumerable<JwtKey> verificationKeys)
    {
        ImmutableArray<JwtKey> signing = [.. signingKeys];
        _keys = [.. signing, .. verificationKeys];
        All = Array.AsReadOnly(_keys);
        SigningKey = signing.FirstOrDefault();
    }

    /// <summary>The key that signs, or <see langword="null"/> when the keys only verify.</summary>
    public JwtKey? SigningKey { get; }

    /// <summary>All keys, signing keys first.</summary>
    public IReadOnlyList<JwtKey> All { get; }

    /// <summary>The key with that id, compared byte for byte, or <see langword="null"/>.</summary>
    public JwtKey? Find(ReadOnlySpan<byte> keyId)
    {
        foreach (JwtKey key in _keys)
        {
            if (key.KeyIdUtf8.SequenceEqual(keyId))
                return key;
        }

        return null;
    }

    /// <summary>Whether the ring contains this object; another key of the same id is not enough.</summary>
    public bool Contains(JwtKey key)
    {
        foreach (JwtKey candidate in _keys)
        {
            if (ReferenceEquals(candidate, key))
                return true;
        }

        return false;
    }

    /// <summary>The key of that algorithm if exactly one key has it. A token without a key id can only mean that key.</summary>
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

    /// <summary>Finds all mistakes in two lists of keys. Each text names the place and says what to do.</summary>
    public static IEnumerable<string> Problems(IEnumerable<JwtKey?> signingKeys, IEnumerable<JwtKey?> verificationKeys, ConfiguredNames names)
    {
        List<PlacedKey> signing = [.. signingKeys.Select((key, i) => new PlacedKey(names.Of($"SigningKeys[{i}]", key), key))];
        List<PlacedKey> all = [.. signing, .. verificationKeys.Select((key, i) => new PlacedKey(names.Of($"VerificationKeys[{i}]", key), key))];

        foreach ((string place, JwtKey? _) in all.Where(entry => entry.Key is null))
            yield return OptionMessages.Invalid(place, "null", "a JwtKey", "JwtKey.FromBase64(secret, \"HS256\"), where secret is read from the configuration, or remove the entry");

        foreach ((string place, JwtKey? _) in signing.Where(entry => entry.Key is { IsPrivate: false }))
            yield return OptionMessages.Invalid(place, "a public key", "a key that can sign", $"{OptionMessages.InWordsOf(place, "JwtKey.FromPem(privateKey, \"ES256\")", "the private key under Pem, PemFile or Jwk")}, or move the key to VerificationKeys");

        foreach (IGrouping<string, PlacedKey> same in all.Where(entry => entry.Key is not null).GroupBy(entry => entry.Key!.KeyId, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return OptionMessages.Invalid($"The key id of {string.Join(" and ", same.Select(entry => entry.Place))}", $"\"{same.Key}\"", "different for each key", "another keyId, or remove all but one of the keys");
    }
}
