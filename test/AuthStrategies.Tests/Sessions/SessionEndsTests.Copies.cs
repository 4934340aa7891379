using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;

namespace AuthStrategies.Tests.Sessions;

/// <summary>Several copies of a cookie whose session has ended: without its record, none of them ranks before another.</summary>
public sealed partial class SessionEndsTests
{
    private static readonly Kind[][] CopySets =
    [
        [Kind.Current, Kind.WrongSecret],
        [Kind.WrongSecret, Kind.Current],
        [Kind.WrongSecret, Kind.Previous],
        [Kind.WrongSecret, Kind.WrongSecret, Kind.Discarded],
        [Kind.WrongSecret, Kind.WrongSecret],
        [Kind.WrongSecret, Kind.WrongSecret, Kind.WrongSecret],
    ];

    private static readonly Dictionary<string, Func<Application, string[], Task<AuthFailure>>> CopyVerbs = new()
    {
        ["authenticate"] = async (app, copies) => (await ((ICookieCopies)app["Session"]).AuthenticateCopiesAsync(copies)).Result.Failure!,
        ["authenticate without renewal"] = async (app, copies) =>
            (await ((IAuthenticationWithoutRenewal)app["Session"]).AuthenticateWithoutRenewalAsync(copies[0], copies[1..])).Result.Failure!,
        ["refresh"] = async (app, copies) => (await ((ICookieRotation)app["Session"]).RefreshAsync(copies[0], new() { InCookie = true, Copies = copies[1..] })).Failure!,
        ["jwt: authenticate by refresh token"] = async (app, copies) =>
            (await ((IRefreshTokenAuthentication)app["Jwt"]).AuthenticateRefreshTokenAsync(copies[0], copies[1..])).Failure!,
        ["jwt: without renewal"] = async (app, copies) =>
            (await ((IRefreshTokenAuthentication)app["Jwt"]).AuthenticateRefreshTokenWithoutRenewalAsync(copies[0], copies[1..])).Failure!,
        ["jwt: refresh"] = async (app, copies) => (await ((ICookieRotation)app["Jwt"]).RefreshAsync(copies[0], new() { InCookie = true, Copies = copies[1..] })).Failure!,
    };

    private static IEnumerable<TestCaseData> CopyRows() =>
        from verb in CopyVerbs.Keys from kinds in CopySets select new TestCaseData(verb, kinds).SetArgDisplayNames(verb, string.Join(",", kinds));

    [TestCaseSource(nameof(CopyRows))]
    public async Task Authenticate_CopiesOfAnEndedSession_AreToldIfAnyIsOfItsHolderWithTwoReads(string verb, Kind[] kinds)
    {
        string strategy = verb.StartsWith("jwt", StringComparison.Ordinal) ? "Jwt" : "Session";
        Application app = Application();
        Tokens tokens = await HoldAsync(app, strategy);
        await app.Directory.RevokeAllAsync("alice", options: new() { Reason = SessionEndReason.PasswordChanged });
        string[] copies = [.. kinds.Select((kind, index) => kind == Kind.WrongSecret ? OtherSecret(tokens.Of(Kind.Current), index) : tokens.Of(kind))];
        _scenario.Store.Forget();

        AuthFailure failure = await CopyVerbs[verb](app, copies);

        bool isTold = kinds.Any(kind => kind != Kind.WrongSecret);
        Assert.That(failure.SessionEnd?.Reason, Is.EqualTo(isTold ? SessionEndReason.PasswordChanged : (SessionEndReason?)null));
        Assert.That(failure.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That(_scenario.Store.Calls, Is.EqualTo(new[] { "find", "find" }), "however many copies there are");
    }

    // Different made-up secrets under the right name part.
    private static string OtherSecret(string token, int index) => index == 0 ? SessionFixture.WithOtherSecret(token) : token[..30] + new string((char)('B' + index), token.Length - 30);
}
