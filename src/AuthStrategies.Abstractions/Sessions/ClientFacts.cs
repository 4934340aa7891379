namespace AuthStrategies;

/// <summary>
/// What is known about the client of a login or of a request: its address and its user agent, so that users recognise their sessions. Both are
/// what the client or its network says; never decide about access by them. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Texts of any length and content may be set. They are kept in a form that breaks no line of a log, no header, no page and no record:
/// control characters, line separators, invisible characters and halves of surrogate pairs become spaces, and a text that is too long is cut.
/// A text with nothing else becomes <see langword="null"/>. A page must still encode them as HTML.
/// </remarks>
public sealed record ClientFacts : IClientFactsSource
{
    /// <summary>The maximum size of <see cref="Address"/>: 64 bytes of UTF-8.</summary>
    public const int MaxAddressSize = 64;

    /// <summary>The maximum size of <see cref="UserAgent"/>: 256 bytes of UTF-8.</summary>
    public const int MaxUserAgentSize = 256;

    /// <summary>The address of the client, as a text; <see langword="null"/> if it is not known. Over HTTP it is shortened by default.</summary>
    public string? Address
    {
        get;
        init => field = ClientText.Clean(value, MaxAddressSize);
    }

    /// <summary>The <c>User-Agent</c> of the client (RFC 9110 §10.1.5); <see langword="null"/> if it is not known.</summary>
    public string? UserAgent
    {
        get;
        init => field = ClientText.Clean(value, MaxUserAgentSize);
    }

    /// <summary>
    /// When the client was seen, UTC. Set in <see cref="SessionInfo.FirstClient"/> and <see cref="SessionInfo.LastClient"/>;
    /// <see langword="null"/> in an event, which has its own time. It is ignored in <see cref="IssueOptions.Client"/>.
    /// </summary>
    public DateTimeOffset? SeenAt { get; init; }

    ClientFacts IClientFactsSource.GetClient() => this;

    /// <summary>The type alone: an address is personal data, so it is not written by accident.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => nameof(ClientFacts);
}
