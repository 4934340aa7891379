using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

/// <summary>Which clients a session keeps, and when they are written.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClientExtensionTests
{
    private static readonly ClientFacts Firefox = new() { Address = "203.0.113.0", UserAgent = "Firefox/140.0" };
    private static readonly ClientFacts Chrome = new() { Address = "198.51.100.0", UserAgent = "Chrome/138.0" };

    private readonly SessionFixture _fixture = new();

    [Test]
    public async Task Issue_WithClient_IsFirstAndLast()
    {
        await _fixture.IssueAsync(options: new() { Client = Firefox with { SeenAt = DateTimeOffset.UnixEpoch } });

        SessionInfo session = await OnlySession();

        Assert.That(session.FirstClient, Is.EqualTo(Firefox with { SeenAt = SessionFixture.Start }));
        Assert.That(session.LastClient, Is.EqualTo(session.FirstClient));
    }

    [Test]
    public async Task Issue_WithoutClient_HasNone()
    {
        await _fixture.IssueAsync();

        SessionInfo session = await OnlySession();

        Assert.That((session.FirstClient, session.LastClient), Is.EqualTo((default(ClientFacts), default(ClientFacts))));
    }

    [Test]
    public async Task Authenticate_RenewalDue_WritesTheClientWithIt()
    {
        string token = await _fixture.IssueAsync(options: new() { Client = Firefox });
        await AuthenticateAsync(token, Firefox);
        _fixture.Time.Advance(_fixture.Options.IdleTimeout / 2);

        await AuthenticateAsync(token, Chrome);

        SessionInfo session = await OnlySession();
        Assert.That(session.FirstClient, Is.EqualTo(Firefox with { SeenAt = SessionFixture.Start }));
        Assert.That(session.LastClient, Is.EqualTo(Chrome with { SeenAt = _fixture.Now }));
        Assert.That(session.LastClient!.SeenAt, Is.EqualTo(session.LastSeenAt));
    }

    [Test]
    public async Task Authenticate_NothingDue_WritesNothingForAnotherClient()
    {
        string token = await _fixture.IssueAsync(options: new() { Client = Firefox });
        await AuthenticateAsync(token, Firefox);
        long version = _fixture.Store.Peek(SessionFixture.IdOf(token))!.Version;

        await AuthenticateAsync(token, Chrome);

        Assert.That(_fixture.Store.Peek(SessionFixture.IdOf(token))!.Version, Is.EqualTo(version));
        Assert.That((await OnlySession()).LastClient!.UserAgent, Is.EqualTo(Firefox.UserAgent));
    }

    [Test]
    public async Task Authenticate_ClientNotKnown_KeepsTheLastOne()
    {
        string token = await _fixture.IssueAsync(options: new() { Client = Firefox });
        _fixture.Time.Advance(_fixture.Options.IdleTimeout / 2);

        await _fixture.Strategy.AuthenticateAsync(token);

        SessionInfo session = await OnlySession();
        Assert.That(session.LastSeenAt, Is.EqualTo(_fixture.Now));
        Assert.That(session.LastClient, Is.EqualTo(Firefox with { SeenAt = SessionFixture.Start }));
    }

    [Test]
    public async Task Refresh_Rotation_WritesTheClient()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));

        ValueTask<RefreshResult> call;
        using (new ClientFactsScope(Chrome))
            call = _fixture.Strategy.RefreshAsync(token);
        await call;

        SessionInfo session = await OnlySession();
        Assert.That(session.FirstClient, Is.Null);
        Assert.That(session.LastClient, Is.EqualTo(Chrome with { SeenAt = _fixture.Now }));
    }

    [Test]
    public async Task Directory_EveryWrite_KeepsTheClients()
    {
        string token = await _fixture.IssueAsync(options: new() { Client = Firefox });
        SessionId id = SessionFixture.IdOf(token);
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));

        await _fixture.Directory.TouchAsync(id);
        await _fixture.Directory.ReplacePrincipalAsync(id, SessionFixture.Principal("alice", new System.Security.Claims.Claim("role", "x")));
        await _fixture.Directory.SetLifetimeAsync(id, TimeSpan.FromHours(1));

        Assert.That((await OnlySession()).FirstClient, Is.EqualTo(Firefox with { SeenAt = SessionFixture.Start }));
    }

    [TestCase("Firefox/140.0", "Firefox/140.0")]
    [TestCase("Firefox/140.0", null)]
    [TestCase(null, "Firefox/140.0")]
    [TestCase(null, null)]
    [TestCase("Приложение 日本語 😀", "x")]
    public void Payload_FirstAndLast_IsReadAsItWasWritten(string? first, string? last)
    {
        ClientFacts one = new() { UserAgent = first, Address = "203.0.113.0" };
        ClientFacts two = new() { UserAgent = last, Address = last is null ? null : "203.0.113.0" };

        SessionPayload written = ClientExtension.Seen(ClientExtension.Issued(Payload(), one, SessionFixture.Start), two, SessionFixture.Start.AddDays(1));
        SessionPayload read = SessionPayloadCodec.Decode(SessionPayloadCodec.Encode(written).Span, "alice")!;

        Assert.That(ClientExtension.Find(read), Is.EqualTo((one with { SeenAt = SessionFixture.Start }, two with { SeenAt = SessionFixture.Start.AddDays(1) })));
    }

    [Test]
    public void Payload_LargestClients_FitIntoTheSpaceThatIsLeftForThem()
    {
        ClientFacts one = new() { UserAgent = new('x', 1000), Address = new('1', 1000) };
        ClientFacts two = new() { UserAgent = new('y', 1000), Address = new('2', 1000) };

        SessionPayload written = ClientExtension.Seen(ClientExtension.Issued(Payload(), one, SessionFixture.Start), two, SessionFixture.Start);

        int larger = SessionPayloadCodec.Encode(written).Length - SessionPayloadCodec.Encode(ClientExtension.Issued(Payload(), one, SessionFixture.Start)).Length;
        Assert.That(larger + RotationExtension.MaxSize + 64 + 16, Is.LessThan(SessionPayloadCodec.MaxSize - SessionPayloadCodec.MaxIssuedSize));
    }

    [TestCase("")]
    [TestCase("ff")]
    [TestCase("03")]
    [TestCase("0101ffffffffffffffff")]
    [TestCase("010108dd00000000000005616263")]
    [TestCase("010008dd000000000000ff")]
    public void Find_DamagedField_IsNoClientAndLosesNothing(string field)
    {
        SessionPayload damaged = Payload() with { Extensions = [14, (byte)(field.Length / 2), .. Convert.FromHexString(field)] };

        SessionPayload read = SessionPayloadCodec.Decode(SessionPayloadCodec.Encode(damaged).Span, "alice")!;

        Assert.That(ClientExtension.Find(read), Is.EqualTo((default(ClientFacts), default(ClientFacts))));
        Assert.That(read.Extensions, Is.EqualTo(damaged.Extensions));
    }

    [Test]
    public async Task Authenticate_WithAClient_AllocatesWhatItDidWithout()
    {
        SessionFixture silent = new(logger: SessionFixture.Silent);
        string token = await silent.IssueAsync(options: new() { Client = Firefox });
        await silent.Strategy.AuthenticateAsync(token);

        Assert.That(Allocated(silent, token, Chrome), Is.EqualTo(Allocated(silent, token, null)));
    }

    private static long Allocated(SessionFixture fixture, string token, ClientFacts? client)
    {
        bool all = true;
        Authenticate();
        long least = Allocations.Least(Authenticate, fixture.Store.Forget);
        Assert.That(all, Is.True);
        return least;

        void Authenticate()
        {
            for (int i = 0; i < 200; i++)
            {
                using (new ClientFactsScope(client))
                    all &= IsAnswered(fixture.Strategy.AuthenticateAsync(token));
            }
        }
    }

    private static bool IsAnswered<T>(ValueTask<T> answer) => answer.IsCompletedSuccessfully;

    private SessionPayload Payload()
    {
        _ = _fixture.Strategy;
        string token = _fixture.IssueAsync().GetAwaiter().GetResult();
        return _fixture.PayloadOf(token);
    }

    private async Task<SessionInfo> OnlySession() => (await _fixture.Directory.ListAsync("alice")).Single();

    private async Task AuthenticateAsync(string token, ClientFacts client)
    {
        ValueTask<AuthResult> call;
        using (new ClientFactsScope(client))
            call = _fixture.Strategy.AuthenticateAsync(token);
        Assert.That((await call).Succeeded, Is.True);
    }
}
