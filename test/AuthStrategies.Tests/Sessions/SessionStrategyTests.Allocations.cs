using System.Security.Claims;
using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

/// <summary>Allocations are exact, so they may be enforced; times may not.</summary>
public sealed partial class SessionStrategyTests
{
    private readonly SessionFixture _fixture = new(logger: SessionFixture.Silent);

    [Test]
    public async Task Authenticate_LiveSessionOfSixClaims_StaysWithinItsBudget()
    {
        Claim[] claims = [new("name", "Alice Example"), new("email", "alice@example.org"), new("role", "admin"), new("role", "editor"), new("locale", "de-AT"), new("tenant", "4711")];
        string token = (await _fixture.Strategy.IssueAsync(SessionFixture.Principal("alice", claims))).Value;
        SessionPayload payload = _fixture.PayloadOf(token);
        var policy = SessionPolicy.Compile("Session", _fixture.Options);
        long principalAlone = Measure(() => policy.Principals.Create(payload.Claims).Identity!.IsAuthenticated);

        long authenticate = Measure(() => IsAnswered(_fixture.Strategy.AuthenticateAsync(token)));

        await TestContext.Out.WriteLineAsync($"authenticate {authenticate} B, of which the principal {principalAlone} B");
        // Beside the caller's own principal: the decoded payload (its object, the claim array, six texts and one type).
        Assert.That(authenticate - principalAlone, Is.AtMost(640));
    }

    [Test]
    public async Task Authenticate_ItemsNotRead_AllocatesNothingForThem()
    {
        string without = await _fixture.IssueAsync();
        string with = await _fixture.IssueAsync(options: new() { Items = new Dictionary<string, string?> { ["large"] = new('x', 10_000) } });
        await _fixture.Strategy.AuthenticateAsync(without);
        await _fixture.Strategy.AuthenticateAsync(with);

        long more = Measure(() => IsAnswered(_fixture.Strategy.AuthenticateAsync(with))) - Measure(() => IsAnswered(_fixture.Strategy.AuthenticateAsync(without)));

        Assert.That(more, Is.Zero);
    }

    [Test]
    public void Facts_WithPlaceForItems_AreAsLargeAsBefore() =>
        Assert.That(Measure(() => new AuthResultFacts { RotationDue = true }.RotationDue), Is.AtMost(56));

    [Test]
    public void Authenticate_NotOfTheShape_AllocatesNothing() =>
        Assert.That(Measure(() => IsAnswered(_fixture.Strategy.AuthenticateAsync("not a token"))), Is.Zero);

    [Test]
    public void Authenticate_UnknownToken_AllocatesNothing()
    {
        string token = OpaqueToken.New().Text;

        Assert.That(Measure(() => IsAnswered(_fixture.Strategy.AuthenticateAsync(token))), Is.Zero);
    }

    [Test]
    public void Parse_Token_AllocatesNothing()
    {
        string token = OpaqueToken.New().Text;

        Assert.That(Measure(() => OpaqueToken.TryParse(token, out _)), Is.Zero);
    }

    private static bool IsAnswered<T>(ValueTask<T> answer) => answer.IsCompletedSuccessfully;

    private long Measure(Func<bool> act)
    {
        const int times = 200;
        for (int i = 0; i < times; i++)
            act();
        bool all = true;
        // The store's list of calls must not grow while it is measured.
        long allocated = Allocations.Least(
            () =>
            {
                for (int i = 0; i < times; i++)
                    all &= act();
            },
            _fixture.Store.Forget);
        Assert.That(all, Is.True);
        return allocated / times;
    }
}
