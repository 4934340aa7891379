using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuthStrategies.Tests.Sessions;

/// <summary>Public values in the JSON of an application: what is written is read as the same value, and what must not be written says why.</summary>
[TestFixture]
public sealed class JsonTests
{
    private static readonly SessionId Id = new([.. Enumerable.Range(1, SessionId.Size).Select(i => (byte)(i * 15))]);
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ClientFacts Client = new() { Address = "192.0.2.0", UserAgent = "Browser", SeenAt = Time };
    private static readonly SessionEnd End = new() { Reason = SessionEndReason.Administrator, EndedBy = SessionEndedBy.Administrator, Code = "code", EndedAt = Time };

    private static readonly SessionInfo Info = new()
    {
        Id = Id,
        Subject = "alice",
        Strategy = "Session",
        Label = "label",
        FirstClient = Client,
        LastClient = Client,
        CreatedAt = Time,
        AuthenticatedAt = Time,
        LastSeenAt = Time,
        ExpiresAt = Time,
        AbsoluteExpiresAt = Time,
        IsDeviceBound = true,
    };

    private static readonly SessionRecord Record = new() { Id = Id, Subject = "alice", ExpiresAt = Time, AbsoluteExpiresAt = Time, Version = 3, Payload = new byte[] { 1, 2 } };

    /// <summary>A value of each type that an application may write to JSON.</summary>
    private static readonly object[] Values =
    [
        Id,
        Client,
        End,
        Info,
        new SessionInfoPage { Sessions = [Info], Continuation = "next" },
        Record,
        new SessionPage { Records = [Record], Continuation = "next" },
        new SessionRevokeOptions { Reason = SessionEndReason.Administrator, EndedBy = SessionEndedBy.Administrator, Code = "code" },
        new AuthFailure(AuthFailureReason.Revoked, "detail") { SessionEnd = End },
        new AuthStrategyCapabilities { KeepsSessions = true },
        new DeviceKey("ES256", """{"crv":"P-256"}"""),
        new ClaimsReplacedEvent { Strategy = "Session", SessionId = Id, Client = Client, Time = Time },
        new CredentialAuthenticatedEvent { Strategy = "Session", SessionId = Id, Client = Client, Time = Time },
        new CredentialIssuedEvent { Strategy = "Session", SessionId = Id, Client = Client, Time = Time, ExpiresAt = Time },
        new CredentialRefreshedEvent { Strategy = "Session", SessionId = Id, Client = Client, Time = Time, ExpiresAt = Time },
        new CredentialRefusedEvent { Strategy = "Session", Time = Time, Reason = AuthFailureReason.Expired },
        new DeviceBoundEvent { Strategy = "Session", SessionId = Id, Client = Client, Time = Time, Algorithm = "ES256" },
        new DeviceRefusedEvent { Strategy = "Session", SessionId = Id, Client = Client, Time = Time, Reason = DeviceRefusal.WrongKey, IsRefresh = true },
        new KeyChangedEvent { Strategy = "Jwt", Time = Time, Change = KeyChange.Activated, KeyId = "key" },
        new SessionEndedEvent { Strategy = "Session", SessionId = Id, Time = Time, Reason = SessionEndReason.Administrator, EndedBy = SessionEndedBy.Administrator, Code = "code", Count = 2 },
        new RequestRefusedEvent { Strategy = "", Time = Time, Reason = RequestRefusal.CrossSite },
        new TokenReplayedEvent { Strategy = "Session", SessionId = Id, Time = Time },
        new TokenReusedEvent { Strategy = "Session", SessionId = Id, Time = Time },
        new TokenRotatedEvent { Strategy = "Session", SessionId = Id, Time = Time },
    ];

    /// <summary>The other types, each with the reason why it is no value for JSON.</summary>
    private static readonly Dictionary<Type, string> NotForJson = new()
    {
        [typeof(AuthResult)] = "it contains a ClaimsPrincipal",
        [typeof(RefreshResult)] = "it contains a credential and a ClaimsPrincipal",
        [typeof(CookieCopyResult)] = "it contains a credential",
        [typeof(IssuedCredential)] = "it contains a credential; MapAuth endpoints write the form for clients",
        [typeof(AuthResultFacts)] = "the facts of a result, for writers of strategies",
        [typeof(IssueOptions)] = "it contains functions, items and credentials",
        [typeof(RefreshOptions)] = "it contains functions, credentials and a ClaimsPrincipal",
        [typeof(JwtKeyDocument)] = "it contains private keys; a store keeps its text as it is",
        [typeof(ClientFactsScope)] = "a scope of a call",
        [typeof(AuthStrategyDescriptor)] = "a service",
        [typeof(AuthStrategyOptionsCheck)] = "a service",
        [typeof(DelegatingSessionStore)] = "a service",
        [typeof(DelegatingAuthStrategy)] = "the base of a strategy",
        [typeof(SessionIdJsonConverter)] = "a converter",
    };

    [Test]
    public void EveryPublicType_IsAValueForJsonOrSaysWhyNot()
    {
        IEnumerable<Type> all = typeof(SessionId).Assembly.GetExportedTypes()
            .Where(type => !type.IsInterface && !type.IsEnum && !type.IsAbstract && !type.IsSubclassOf(typeof(Exception)));

        Assert.That(Values.Select(value => value.GetType()).Concat(NotForJson.Keys), Is.EquivalentTo(all));
        Assert.That(NotForJson.Values, Has.None.Empty);
    }

    [TestCaseSource(nameof(Values))]
    public void Json_WrittenAndRead_IsTheSameValue(object value)
    {
        string json = JsonSerializer.Serialize(value, value.GetType());

        object again = JsonSerializer.Deserialize(json, value.GetType())!;

        Assert.That(json, Is.Not.EqualTo("{}"));
        Assert.That(JsonSerializer.Serialize(again, value.GetType()), Is.EqualTo(json));
        foreach (PropertyInfo property in value.GetType().GetProperties().Where(property => property.PropertyType.IsPrimitive || property.GetValue(value) is SessionId or string or Enum or DateTimeOffset))
            Assert.That(property.GetValue(again), Is.EqualTo(property.GetValue(value)), property.Name);
    }

    [Test]
    public void SessionId_InJson_IsItsText()
    {
        Assert.That(JsonSerializer.Serialize(Id), Is.EqualTo($"\"{Id}\""));
        Assert.That(JsonSerializer.Serialize(new Dictionary<SessionId, int> { [Id] = 1 }), Is.EqualTo($$"""{"{{Id}}":1}"""));
        Assert.That(JsonSerializer.Deserialize<Dictionary<SessionId, int>>($$"""{"{{Id}}":1}"""), Is.EqualTo(new Dictionary<SessionId, int> { [Id] = 1 }));
        Assert.That(JsonSerializer.Deserialize<SessionId?>("null"), Is.Null);
    }

    [Test]
    public void SessionId_SourceGenerated_IsItsText()
    {
        string json = JsonSerializer.Serialize(new() { [Id] = Id }, SessionIdJson.Default.DictionarySessionIdSessionId);

        Assert.That(json, Is.EqualTo($$"""{"{{Id}}":"{{Id}}"}"""));
        Assert.That(JsonSerializer.Deserialize(json, SessionIdJson.Default.DictionarySessionIdSessionId), Is.EqualTo(new Dictionary<SessionId, SessionId> { [Id] = Id }));
    }

    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("1")]
    [TestCase("true")]
    [TestCase("\"\"")]
    [TestCase("\"secret-text\"")]
    [TestCase("\"AAAAAAAAAAAAAAAAAAAAA=\"")]
    [TestCase("\"AAAAAAAAAAAAAAAAAAAAAB\"")]
    [TestCase("\"\\ud800AAAAAAAAAAAAAAAAAAAAA\"")]
    public void SessionId_AnotherValue_IsAJsonExceptionThatSaysWhatIsLegal(string json)
    {
        Assert.That(() => JsonSerializer.Deserialize<SessionId>(json), Refused());
        // The serializer itself refuses a name that is no Unicode text.
        if (json.StartsWith('"') && !json.Contains("\\ud800", StringComparison.Ordinal))
            Assert.That(() => JsonSerializer.Deserialize<Dictionary<SessionId, int>>($"{{{json}:1}}"), Refused());

        static NUnit.Framework.Constraints.IResolveConstraint Refused() =>
            Throws.InstanceOf<JsonException>().With.Message.Contains("22 base64url characters").And.Message.Not.Contains("secret-text");
    }
}

[JsonSerializable(typeof(Dictionary<SessionId, SessionId>))]
internal sealed partial class SessionIdJson : JsonSerializerContext;
