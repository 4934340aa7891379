using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Sessions;

/// <summary>
/// The token that stands for the former credential of a moved login, as one skippable extension field of the payload: the first half of the hash of its
/// secret part, and the id of the former login if several hosts share it. It is accepted from a host that has checked the former credential, and from nobody else.
/// </summary>
/// <remarks>A release that does not know the field keeps it, and accepts the token from everyone while it is the previous one.</remarks>
internal static class FormerExtension
{
    /// <summary>An even tag: a release that does not know it skips it.</summary>
    public const ulong Tag = 26;

    private const int Size = 16;

    /// <summary>The same session, begun with a token that stands for a former credential.</summary>
    /// <param name="session">The session.</param>
    /// <param name="secretHash">The hash of the token's secret part.</param>
    /// <param name="whole">The id of the former login on all hosts, if the token stands for it on one of several.</param>
    public static SessionPayload With(SessionPayload session, Bytes32 secretHash, SessionId? whole)
    {
        ReadOnlySpan<byte> hash = secretHash;
        byte[] field = [.. hash[..Size], .. whole?.ToByteArray() ?? []];
        return session with { Extensions = ExtensionFields.Replace(session.Extensions, Tag, field) };
    }

    /// <summary>The id of the former login of a session, if several hosts share it.</summary>
    public static SessionId? WholeOf(SessionPayload session) =>
        ExtensionFields.Find(session.Extensions, Tag) is { Length: Size + SessionId.Size } field ? new(field.Span[Size..]) : null;

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
        return field.Length >= Size && field[..Size].SequenceEqual(hash[..Size]);
    }
}
