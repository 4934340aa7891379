using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Caching;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.DPoP;

/// <summary>The checks of a proof (RFC 9449 §4.3), except the one for replay. The first check that fails gives the refusal. Thread-safe.</summary>
internal sealed class ProofCheck(ProofKeys keys, ProofNonces nonces, DPoPOptions options)
{
    /// <summary>The longest proof that is read, in characters.</summary>
    public const int MaxProofLength = 8 * 1024;

    /// <summary>The longest <c>jti</c>, in characters.</summary>
    public const int MaxIdLength = 256;

    private const int MaxBytesOfCharacter = 3;

    private readonly TokenHashes _tokens = new();
    private readonly long _maxAge = options.MaxProofAge.Ticks;
    private readonly bool _sharesReplays = options.ShareReplays;
    private readonly bool _requiresNonce = options.RequireNonce;

    /// <summary>Checks a proof.</summary>
    /// <returns>Why it is refused. Never throws because of the proof.</returns>
    public DPoPProofError Check(DPoPProofRequest request, DateTimeOffset now, out ProofFacts facts)
    {
        facts = default;
        if (request.Proofs.Count == 0)
            return DPoPProofError.Missing;
        if (request.Proofs.Count > 1)
            return DPoPProofError.Several;
        if (request.Proofs[0] is not { Length: > 0 } text)
            return DPoPProofError.Missing;
        if (text.Length > MaxProofLength)
            return DPoPProofError.TooLarge;
        if (!CompactToken.TryRead(text, out CompactToken proof))
            return DPoPProofError.Malformed;

        using (proof)
        {
            DPoPProofError error = CheckSignature(text, proof, out ProofKey key, out bool isCached);
            if (error != DPoPProofError.NoError)
                return error;

            error = CheckClaims(proof, key, request, now, out facts);
            if (error == DPoPProofError.NoError && !isCached)
                facts = facts with { NewProof = text, Key = key };
            return error;
        }
    }

    /// <summary>Remembers what is expensive about the token of a proof that was used, so only of a token that was accepted.</summary>
    public void Keep(in ProofFacts used)
    {
        if (used.Token is { } token)
            _tokens.Keep(token);
        if (used.NewProof is { } proof)
            keys.Keep(HeaderOf(proof).ToString(), used.Key);
    }

    private DPoPProofError CheckSignature(string text, in CompactToken proof, out ProofKey key, out bool isCached)
    {
        DPoPProofError error = DPoPProofError.NoError;
        isCached = keys.TryFind(HeaderOf(text), out key);
        if (!isCached)
            error = keys.Read(proof.Header, out key);
        if (error != DPoPProofError.NoError)
            return error;
        return key.Material.Verify(proof.SigningInput, proof.Signature) ? DPoPProofError.NoError : DPoPProofError.BadSignature;
    }

    private static ReadOnlySpan<char> HeaderOf(string proof) => proof.AsSpan(0, proof.IndexOf(CompactToken.Separator, StringComparison.Ordinal));

    private DPoPProofError CheckClaims(in CompactToken proof, in ProofKey key, DPoPProofRequest request, DateTimeOffset now, out ProofFacts facts)
    {
        facts = default;
        if (!ProofPayloadReader.TryRead(proof.Payload, out ProofPayload payload) || !IsComplete(payload))
            return DPoPProofError.Malformed;
        if (!string.Equals(payload.Method, request.Method, StringComparison.Ordinal))
            return DPoPProofError.WrongMethod;
        if (!ProofUri.Matches(payload.Uri!, request.Uri))
            return DPoPProofError.WrongUri;
        if (request.AccessToken is { } token && !_tokens.IsHashOf(token, payload.TokenHash))
            return DPoPProofError.WrongToken;
        if (request.ExpectedThumbprint is { } expected && !string.Equals(key.Thumbprint, expected, StringComparison.Ordinal))
            return DPoPProofError.WrongKey;
        if (!IsInTime(payload, now, out long endsAt, out string? nextNonce))
            return DPoPProofError.NonceRequired;

        facts = new(key.Thumbprint, IdOf(key, payload), endsAt, nextNonce, request.AccessToken);
        return DPoPProofError.NoError;
    }

    private static bool IsComplete(in ProofPayload payload) =>
        payload is { Id.Length: > 0 and <= MaxIdLength, Method: not null, Uri: not null, IssuedAt: not null };

    /// <summary>Whether the proof is new by its nonce, or without one by its own time (RFC 9449 §4.3 point 11).</summary>
    private bool IsInTime(in ProofPayload payload, DateTimeOffset now, out long endsAt, out string? nextNonce)
    {
        nextNonce = null;
        if (payload.Nonce is { } nonce)
        {
            if (!nonces.IsCurrent(nonce, now, out endsAt))
                return false;

            nextNonce = nonces.IsOld(endsAt, now) ? nonces.Create(now) : null;
            return true;
        }

        long issuedAt = payload.IssuedAt.GetValueOrDefault();
        endsAt = issuedAt + _maxAge;
        return !_requiresNonce && now.UtcTicks < endsAt && issuedAt - now.UtcTicks <= _maxAge;
    }

    // Two keys may use the same jti; a key may not use one twice, also not for another address. A thumbprint has one length.
    // In this process a fast hash with a secret seed is enough: equal proofs always meet, and nobody can aim at the jti that another client will choose.
    private UInt128 IdOf(in ProofKey key, in ProofPayload payload)
    {
        Span<byte> label = stackalloc byte[key.Thumbprint.Length + (MaxIdLength * MaxBytesOfCharacter)];
        int length = Encoding.ASCII.GetBytes(key.Thumbprint, label);
        length += Encoding.UTF8.GetBytes(payload.Id, label[length..]);
        if (!_sharesReplays)
            return CredentialHash.Wide(label[..length]);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(label[..length], hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
