namespace AuthStrategies.Sessions;

/// <summary>A session that was just made: its token, which exists nowhere else, and its record.</summary>
internal readonly struct NewSession(in OpaqueToken token, SessionRecord record)
{
    public OpaqueToken Token { get; } = token;

    public SessionRecord Record { get; } = record;
}
