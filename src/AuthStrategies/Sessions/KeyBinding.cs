using System.Buffers;
using System.Buffers.Text;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Sessions;

/// <summary>The rule for credentials that are bound to a key: the proved key must be the bound one, and without a bound key none may be proved (RFC 9449 §7.1).</summary>
internal static class KeyBinding
{
    /// <summary>The size of a thumbprint: of a SHA-256 hash.</summary>
    public const int Size = 32;

    private const int TextLength = 43;

    private static readonly AuthFailure ProofRequired =
        new(AuthFailureReason.KeyProofRequired, "The credential is bound to a key of its client, and the request does not prove that its sender has this key.");

    private static readonly AuthFailure WrongKey =
        new(AuthFailureReason.WrongKey, "The credential is bound to another key than the one that the sender of the request has proved to have.");

    private static readonly AuthFailure NotBound =
        new(AuthFailureReason.NotBound, "The request proves a key, but the credential is bound to none. A credential is bound only when it is issued: log in with a proof.");

    /// <summary>The refusal of a credential whose proof counts no more.</summary>
    public static AuthFailure ProofUsed { get; } = new(AuthFailureReason.InvalidProof, "The proof of the request was used before, or is too old by now.");

    /// <summary>Why a credential is refused, or <see langword="null"/>.</summary>
    /// <param name="bound">The thumbprint of the key that the credential is bound to; <see langword="null"/> for none.</param>
    /// <param name="proved">The thumbprint of the key that the sender has proved to have; <see langword="null"/> for none.</param>
    public static AuthFailure? RefusalOf(string? bound, string? proved)
    {
        if (bound is null)
            return proved is null ? null : NotBound;
        if (proved is null)
            return ProofRequired;

        return string.Equals(bound, proved, StringComparison.Ordinal) ? null : WrongKey;
    }

    /// <summary>
    /// Whether a call that cannot prove a key may not make this change: an old credential of a session with a key, perhaps a stolen one, neither ends the
    /// session nor takes it over.
    /// </summary>
    /// <param name="bound">The thumbprint of the key that the session is bound to; <see langword="null"/> for none.</param>
    /// <param name="write">What the rules of rotation would write.</param>
    public static bool NeedsProof(string? bound, RotationWrite write) =>
        bound is not null && write is (RotationWrite.End or RotationWrite.Branch or RotationWrite.Win);

    /// <summary>Reads a thumbprint in base64url, which has one spelling only.</summary>
    public static bool TryParse(string? text, Span<byte> thumbprint) =>
        text?.Length == TextLength && Base64Url.DecodeFromChars(text, thumbprint, out _, out int written) == OperationStatus.Done && written == Size;
}
