using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.DPoP;

/// <summary>The checks of a proof (RFC 9449 §4.3), except the one for replay. The first check that fails gives the refusal. Thread-safe.</summary>
internal sealed class ProofCheck(ProofKeys keys, ProofNonces nonces, DPoPOptions options)
{
    /// <summary>The longest proof that is read, in characters.</summary>
    public const int MaxProofLength = 8 * 1024;

    /// <summary>The longest <c>jti</c>, in characters.</summary>
    public const int MaxIdLength = 256;

    private readonly long _maxAge = options.MaxProofAge.Ticks;
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
            DPoPProofError error = CheckSignature(text, proof, out ProofKey key);
            return error == DPoPProofError.NoError ? CheckClaims(proof, key, request, now, out facts) : error;
        }
    }

    private DPoPProofError CheckSignature(string text, in CompactToken proof, out ProofKey key)
    {
        string header = text[..text.IndexOf(CompactToken.Separator, StringComparison.Ordinal)];
        DPoPProofError error = keys.Find(header, proof.Header, out key);
        if (error != DPoPProofError.NoError)
            return error;
        if (!key.Material.Verify(proof.SigningInput, proof.Signature))
            return DPoPProofError.BadSignature;

        keys.Keep(header, key);
        return DPoPProofError.NoError;
    }

    private DPoPProofError CheckClaims(in CompactToken proof, in ProofKey key, DPoPProofRequest request, DateTimeOffset now, out ProofFacts facts)
    {
        facts = default;
        if (!ProofPayloadReader.TryRead(proof.Payload, out ProofPayload payload) || !IsComplete(payload))
            return DPoPProofError.Malformed;
        if (!string.Equals(payload.Method, request.Method, StringComparison.Ordinal))
            return DPoPProofError.WrongMethod;
        if (!ProofUri.Matches(payload.Uri!, request.Uri))
            return DPoPProofError.WrongUri;
        if (request.AccessToken is { } token && !IsHashOf(token, payload.TokenHash))
            return DPoPProofError.WrongToken;
        if (request.ExpectedThumbprint is { } expected && !string.Equals(key.Thumbprint, expected, StringComparison.Ordinal))
            return DPoPProofError.WrongKey;
        if (!IsInTime(payload, now, out long endsAt, out string? nextNonce))
            return DPoPProofError.NonceRequired;

        facts = new(key.Thumbprint, IdOf(key, payload), endsAt, nextNonce);
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

    private static bool IsHashOf(string token, string? hash)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(token, bytes);
        Span<char> text = stackalloc char[Base64Url.GetEncodedLength(SHA256.HashSizeInBytes)];
        Base64Url.EncodeToChars(bytes, text);
        return text.SequenceEqual(hash);
    }

    // Two keys may use the same jti; a key may not use one twice, also not for another address.
    private static UInt128 IdOf(in ProofKey key, in ProofPayload payload)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(key.Thumbprint + payload.Id, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static void Hash(string text, Span<byte> hash)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        Span<byte> bytes = buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer));
        SHA256.HashData(bytes, hash);
        // A shared pool must not contain a credential.
        bytes.Clear();
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
