using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;
using CsCheck;

namespace AuthStrategies.Tests.Sessions;

/// <summary>
/// For any text that comes in, one of the documented answers goes out. A million times:
/// <c>CsCheck_Iter=1000000 dotnet test --filter SessionStrategyTests</c>.
/// </summary>
public sealed partial class SessionStrategyTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=%+/ .\r\n\0é";

    [Test]
    [Property("Requirement", "L-02")]
    public void EveryVerb_AnyString_IsNotApplicable()
    {
        var fixture = new SessionFixture(logger: SessionFixture.Silent);

        Check.Sample(Gen.OneOf(Gen.String, Gen.Char[Alphabet].Array[0, 130].Select(c => new string(c))), text =>
            OpaqueToken.TryParse(text, out _) || Answers(fixture, text) is (null, null, RevokeOutcome.NotFound),
            iter: Math.Max(100_000, Check.Iter));

        Assert.That(fixture.Store.Calls, Is.Empty);
    }

    [Test]
    [Property("Requirement", "L-02")]
    public void EveryVerb_MutatedToken_IsOneOfTheDocumentedRefusals()
    {
        Check.Sample(Gen.Select(Gen.Int[0, 63], Gen.Char[Alphabet], Gen.Int[0, 3]), (at, c, how) =>
        {
            var fixture = new SessionFixture(logger: SessionFixture.Silent);
            string token = fixture.IssueAsync().GetAwaiter().GetResult();
            string mutated = how switch
            {
                0 => token[..at] + c + token[(at + 1)..],
                1 => token[..at] + token[(at + 1)..],
                2 => token[..at] + c + token[at..],
                _ => token[at..] + token[..at],
            };
            if (mutated == token)
                return true;

            (AuthFailureReason? authenticated, AuthFailureReason? refreshed, RevokeOutcome revoked) = Answers(fixture, mutated);
            bool isToken = OpaqueToken.TryParse(mutated, out OpaqueToken parsed);
            bool isRightName = isToken && parsed.Id == SessionFixture.IdOf(token);
            AuthFailureReason? expected = isRightName ? AuthFailureReason.Reused : isToken ? AuthFailureReason.UnknownSession : null;
            // Theft has ended the session by the time of the second verb.
            return authenticated == expected
                && refreshed == (isToken ? AuthFailureReason.UnknownSession : null)
                && revoked == RevokeOutcome.NotFound
                && fixture.Store.Records.Count == (isRightName ? 0 : 1);
        }, iter: Math.Max(100_000, Check.Iter));
    }

    private static (AuthFailureReason? Authenticated, AuthFailureReason? Refreshed, RevokeOutcome Revoked) Answers(SessionFixture fixture, string text)
    {
        AuthResult authenticated = fixture.Strategy.AuthenticateAsync(text).AsTask().GetAwaiter().GetResult();
        RefreshResult refreshed = fixture.Strategy.RefreshAsync(text).AsTask().GetAwaiter().GetResult();
        RevokeOutcome revoked = fixture.Strategy.RevokeAsync(text).AsTask().GetAwaiter().GetResult();
        if (authenticated.Succeeded || refreshed.Succeeded)
            throw new InvalidOperationException("accepted a credential that was never issued");
        return (authenticated.Failure?.Reason, refreshed.Failure?.Reason, revoked);
    }
}
