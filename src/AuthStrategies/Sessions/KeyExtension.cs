using System.Buffers.Text;

namespace AuthStrategies.Sessions;

/// <summary>The key that a session is bound to, as an extension field of the payload: the SHA-256 thumbprint (RFC 7638, RFC 9449 <c>cnf.jkt</c>).</summary>
/// <remarks>A release that does not know the field cannot read the record, so it does not accept the session without its key.</remarks>
internal static class KeyExtension
{
    /// <summary>An odd tag: every reader must understand it.</summary>
    public const ulong Tag = 21;

    /// <returns>Whether the field is a thumbprint. A damaged one must not count as none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> field, out string? thumbprint)
    {
        bool isOne = field.Length == KeyBinding.Size;
        thumbprint = isOne ? Base64Url.EncodeToString(field) : null;
        return isOne;
    }

    /// <summary>The same session, bound to a key. The field is one of those that each write keeps.</summary>
    /// <param name="session">The session.</param>
    /// <param name="thumbprint">A thumbprint that was checked.</param>
    public static SessionPayload Bind(SessionPayload session, string thumbprint)
    {
        Span<byte> bytes = stackalloc byte[KeyBinding.Size];
        Base64Url.DecodeFromChars(thumbprint, bytes);
        return session with { KeyThumbprint = thumbprint, Extensions = ExtensionFields.Replace(session.Extensions, Tag, bytes) };
    }
}
