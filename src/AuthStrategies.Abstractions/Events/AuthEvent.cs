using System.Globalization;

namespace AuthStrategies;

/// <summary>
/// Something that happened to a credential, a session or a key. The types are a closed set: only this library derives from it. No event
/// has a credential, the value of a claim or an item. Immutable and thread-safe.
/// </summary>
public abstract record AuthEvent
{
    private protected AuthEvent()
    {
    }

    /// <summary>The name of the event in snake_case, for example <c>session_ended</c>; it never changes.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The name of the strategy; for an end by <see cref="ISessionDirectory"/> the strategy of the session. Empty if the sessions of several
    /// strategies ended together.
    /// </summary>
    public required string Strategy { get; init; }

    /// <summary>The user; <see langword="null"/> if it is not known, or if the event concerns no single user.</summary>
    public string? Subject { get; init; }

    /// <summary>The public id of the session; <see langword="null"/> if there is none or if it is not known.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>
    /// The client whose request caused the event; <see langword="null"/> if it is not known, for example because the strategy was not called by the
    /// HTTP package. Personal data.
    /// </summary>
    public ClientFacts? Client { get; init; }

    /// <summary>When it happened. UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The id of the trace that it belongs to (W3C Trace Context), 32 hexadecimal digits; <see langword="null"/> outside of one.</summary>
    public string? TraceId { get; init; }

    /// <summary>Name, strategy, session id and time; neither subject nor client. Safe to log.</summary>
    /// <returns>The text.</returns>
    public sealed override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name} {{ Strategy = {Strategy}, SessionId = {SessionId}, Time = {Time:O} }}");
}
