using AuthStrategies.Claims;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Sessions;

/// <summary>The caller's <see cref="RefreshOptions"/>, checked and read once.</summary>
/// <param name="Transport">How the credential travels.</param>
/// <param name="CanDeliver">Whether the response can carry a credential; <see langword="null"/>: always.</param>
/// <param name="Claims">The new claims; <see langword="null"/>: the application is asked.</param>
internal readonly record struct RefreshTerms(RotationTransport Transport, Func<IssuedCredential, bool>? CanDeliver, ClaimSet? Claims)
{
    /// <summary>Changes the items; <see langword="null"/>: they stay.</summary>
    public Action<IDictionary<string, string?>>? ChangeItems { get; private init; }

    /// <summary>Why the strategy can make no credential of a session, asked before the write; <see langword="null"/>: it always can.</summary>
    public Func<SessionPayload, AuthFailure?>? Refusal { get; init; }

    /// <summary>
    /// Whether the response headers of a request that the token has authenticated are about to be sent: the session is never ended then, and
    /// what the response cannot carry is left to a later one.
    /// </summary>
    public bool IsAtHeaders { get; private init; }

    /// <summary>The thumbprint of the key that the sender has proved to have; <see langword="null"/> for none.</summary>
    public string? KeyThumbprint { get; private init; }

    /// <summary>The client that asks; <see langword="null"/> if it is not known.</summary>
    public IClientFactsSource? Client { get; init; }

    private OpaqueToken[]? Copies { get; init; }

    public static RefreshTerms Default { get; } = new(RotationTransport.Bearer, null, null);

    /// <summary>Makes the proof of the key count, before a write; <see langword="null"/> if it counts already.</summary>
    public Func<CancellationToken, ValueTask<bool>>? UseProof { get; private init; }

    /// <summary>The terms of a client that has proved to have a key.</summary>
    public static RefreshTerms OfKey(string thumbprint, Func<CancellationToken, ValueTask<bool>>? useProof) => Default with { KeyThumbprint = thumbprint, UseProof = useProof };

    /// <exception cref="ArgumentException">No credential can be issued for the principal.</exception>
    public static RefreshTerms Of(RefreshOptions options) => new(
        options.InCookie ? RotationTransport.Cookie : RotationTransport.Bearer,
        options.CanDeliver,
        options.Principal is { } principal ? PrincipalReader.Read(principal, out _) : null)
    { ChangeItems = options.ChangeItems, KeyThumbprint = options.KeyThumbprint, Copies = CopiesOf(options.Copies) };

    /// <summary>The terms for a response to a request that a refresh token in a cookie has authenticated.</summary>
    public static RefreshTerms AtHeaders(IReadOnlyList<string> copies, Func<IssuedCredential, bool>? canDeliver) =>
        new(RotationTransport.Cookie, canDeliver, null) { IsAtHeaders = true, Copies = CopiesOf(copies) };

    /// <summary>The token that counts: the presented one, or a copy of its session that ranks higher.</summary>
    public OpaqueToken Choose(SessionRecord? record, in OpaqueToken presented, SessionPolicy policy, SessionReader reader) =>
        Copies is null ? presented : CopyRanking.Highest(record, OfSession(presented), policy, reader);

    /// <summary>A token and the copies of its session, all of which the client presents.</summary>
    public OpaqueToken[] OfSession(OpaqueToken presented) => [presented, .. (Copies ?? []).Where(copy => copy.Id == presented.Id)];

    private static OpaqueToken[]? CopiesOf(IReadOnlyList<string> copies) => copies.Count == 0 ? null : CopyRanking.Parse(copies);

    /// <summary>Called before the write: what it throws is thrown, and nothing was changed.</summary>
    /// <returns>Whether the response can carry the credential; <see langword="false"/> only at headers.</returns>
    /// <exception cref="InvalidOperationException">The response cannot carry the credential.</exception>
    public bool CanCarry(IssuedCredential credential)
    {
        if (IsAtHeaders)
            return CanDeliver is null || CanDeliver(credential);

        RequireDeliverable(credential);
        return true;
    }

    /// <exception cref="InvalidOperationException">The response cannot carry the credential.</exception>
    public void RequireDeliverable(IssuedCredential credential)
    {
        if (CanDeliver is not null && !CanDeliver(credential))
            throw new InvalidOperationException("The response cannot carry the new credential, so it was not issued, and nothing was changed. Make the credential smaller, for example by issuing fewer claims.");
    }
}
