using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "E-02")]
public sealed class RevokeTermsTests
{
    private readonly SessionFixture _fixture = new();

    private static IEnumerable<TestCaseData> WrongOptions()
    {
        yield return Case(new() { Code = "" }, "SessionRevokeOptions.Code is a text of 0 characters");
        yield return Case(new() { Code = new string('a', 65) }, "SessionRevokeOptions.Code is a text of 65 characters");
        foreach (string code in (string[])["a b", "a\r\nb", "ä", "a/b", "<b>", "\0", "a\"b"])
            yield return Case(new() { Code = code }, "SessionRevokeOptions.Code is a text of");
        yield return Case(new() { Reason = (SessionEndReason)99 }, "SessionRevokeOptions.Reason is 99");
        yield return Case(new() { EndedBy = (SessionEndedBy)99 }, "SessionRevokeOptions.EndedBy is 99");
        yield return Case(new() { EndedBy = (SessionEndedBy)(-1) }, "SessionRevokeOptions.EndedBy is -1");

        static TestCaseData Case(SessionRevokeOptions options, string message) => new TestCaseData(options, message).SetArgDisplayNames(message, options.Code?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "");
    }

    [TestCaseSource(nameof(WrongOptions))]
    public async Task Of_WrongOption_ThrowsAndEndsNothing(SessionRevokeOptions options, string message)
    {
        string token = await _fixture.IssueAsync();

        Assert.That(async () => await _fixture.Directory.RevokeAsync("alice", SessionFixture.IdOf(token), options), Throws.ArgumentException.With.Message.Contains(message).And.Property("ParamName").EqualTo("options"));
        Assert.That(async () => await _fixture.Directory.RevokeAllAsync("alice", null, options), Throws.ArgumentException.With.Message.Contains(message));

        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);
    }

    [Test]
    public async Task Of_CodeOfAllLegalCharacters_ReachesTheClient()
    {
        const string Code = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
        string token = await _fixture.IssueAsync();
        await _fixture.Directory.RevokeAsync("alice", SessionFixture.IdOf(token), new() { Reason = SessionEndReason.AccountLocked, EndedBy = SessionEndedBy.Administrator, Code = Code });

        SessionEnd end = (await _fixture.Strategy.AuthenticateAsync(token)).Failure!.SessionEnd!;

        Assert.That((end.Reason, end.EndedBy, end.Code), Is.EqualTo((SessionEndReason.AccountLocked, SessionEndedBy.Administrator, Code)));
    }

    [Test]
    public void Of_NoOptions_IsTheApplication()
    {
        SessionEnd end = RevokeTerms.Of(null, SessionFixture.Start)!;

        Assert.That((end.Reason, end.EndedBy, end.Code, end.EndedAt), Is.EqualTo((SessionEndReason.Application, SessionEndedBy.Application, (string?)null, (DateTimeOffset?)SessionFixture.Start)));
    }
}
