using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Sessions;

/// <summary>
/// The token that stands for the former credential of a moved login, as one skippable extension field of the payload: the first half of the hash of its
/// secret part. It is accepted from a host that has checked the former credential, and from nobody else.
/// </summary>
/// <remarks>A release that does not know the field keeps it, and accepts the token from everyone while it is the previous one.</remarks>
internal static class FormerExtension
{
    /// <summary>An even tag: a release that does not know it skips it.</summary>
    public const ulong Tag = 26;

    private const int Size = 16;

    /// <summary>The same session, begun with a token that stands for a former credential.</summary>
    public static SessionPayload With(SessionPayload session, Bytes32 secretHash)
    {
        ReadOnlySpan<byte> hash = secretHash;
        return session with { Extensions = ExtensionFields.Replace(session.Extensions, Tag, hash[..Size]) };
    }

    /// <summary>Whether a session began with a former credential.</summary>
    public static bool Has(SessionPayload session) => !ExtensionFields.Find(session.Extensions, Tag).IsEmpty;

    /// <summary>Why a token is refused, or <see langword="null"/>. A current token, which is the usual one, costs one comparison.</summary>
    public static AuthFailure? RefusalOf(in SessionCheck check, in OpaqueToken token, IClientFactsSource? client) =>
        check.Presented != PresentedSecret.Current && IsFirst(check.Session, token.SecretHash) && client is not IFormerLoginClient { PresentsFormerLogin: true }
            ? SessionFailures.Unknown
            : null;

    private static bool IsFirst(SessionPayload session, Bytes32 secretHash)
    {
        ReadOnlySpan<byte> field = ExtensionFields.Find(session.Extensions, Tag).Span;
        ReadOnlySpan<byte> hash = secretHash;
        return field.Length == Size && field.SequenceEqual(hash[..Size]);
    }
}
