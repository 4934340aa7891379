namespace AuthStrategies.Testing.Scenarios;

/// <summary>A session that release 0.1 wrote, with the token of its client. Every later release must be able to read its record.</summary>
internal sealed class GoldenSession
{
    public static readonly DateTimeOffset IssuedAt = SettableTimeProvider.DefaultStart;

    private GoldenSession(string token, string id, string payload) => (Token, Id, Payload) = (token, SessionId.Parse(id), Convert.FromBase64String(payload));

    public string Token { get; }

    private SessionId Id { get; }

    private byte[] Payload { get; }

    public static GoldenSession Of(ScenarioStrategy kind) => kind == ScenarioStrategy.Session
        ? new("P_xC7r4-EkhZZ8Ozy4n_YUEQ9bm3luJ0XqHF-GdsEVJsm1TO1buY0K2SILj8Gt0E", "v1Js--UehFJ0DscM7bMXkQ", "AREHU2Vzc2lvbn5b+OIoo6M0Y31ZwROyi93WQnPZvuIyHKLcUYknofzyCTE/epnbAAAAAAAGZ29sZGVuAggFYWxpY2UQBnJlYWRlcg==")
        : new("FU3gTZntccaQACa3AYLTAnY3rOuPQGfEIZ7FBWuifZ8EK-l01T74Zzgo5TA_zxqv", "ANrZ1toeUpTRtsDb3kr9qg", "ARIDSnd0G2h0dHBzOi8vY29uZm9ybWFuY2UuZXhhbXBsZQlzY2VuYXJpb3MB8PzF72bfvk+HtlFbYaH13nG0W2rcgdwdFaoO2eJ0cAkxP3qZ2wAAAAAABmdvbGRlbgIIBWFsaWNlEAZyZWFkZXI=");

    public SessionRecord ToRecord() => new()
    {
        Id = Id,
        Subject = "alice",
        ExpiresAt = IssuedAt + ScenarioContext.Idle,
        AbsoluteExpiresAt = IssuedAt + ScenarioContext.Absolute,
        Version = 1,
        Payload = Payload,
    };
}
