using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Sessions;

/// <summary>How a token is presented to authenticate a request.</summary>
/// <param name="Transport">How it is sent. Only for a cookie that the response may replace, a rotation is due.</param>
/// <param name="Renews">Whether the request is activity: if not, no time of the session moves.</param>
/// <param name="Client">The client that presents it; <see langword="null"/> if it is not known.</param>
internal readonly record struct AuthenticateTerms(RotationTransport Transport, bool Renews, IClientFactsSource? Client = null)
{
    public static readonly AuthenticateTerms Bearer = new(RotationTransport.Bearer, Renews: true);

    public static readonly AuthenticateTerms Cookie = new(RotationTransport.Cookie, Renews: true);

    /// <summary>
    /// A request that is no activity. Its response replaces no cookie, so the rules of rotation are those of a bearer token. They still
    /// write what shows a second client: without it, a thief who only sends such requests would never be noticed.
    /// </summary>
    public static readonly AuthenticateTerms WithoutRenewal = new(RotationTransport.Bearer, Renews: false);

    /// <summary>The thumbprint of the key that the sender has proved to have; <see langword="null"/> for none.</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>Makes the proof of the key count, before a write; <see langword="null"/> if it counts already.</summary>
    public Func<CancellationToken, ValueTask<bool>>? UseProof { get; init; }

    /// <summary>The terms of a client that has proved to have a key.</summary>
    public static AuthenticateTerms OfKey(string thumbprint, bool isActivity, Func<CancellationToken, ValueTask<bool>>? useProof) =>
        (isActivity ? Bearer : WithoutRenewal) with { KeyThumbprint = thumbprint, UseProof = useProof };

    /// <summary>The same terms for the client on whose behalf the strategy is called. The first thing that a call does.</summary>
    public AuthenticateTerms ForCaller() => this with { Client = ClientFactsScope.Take() };

    public bool IsRenewalDue(SessionPolicy policy, SessionPayload session, DateTimeOffset now) => Renews && policy.IsRenewalDue(session, now);
}
