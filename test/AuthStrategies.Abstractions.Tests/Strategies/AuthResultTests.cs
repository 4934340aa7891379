using System.Security.Claims;
using Moq;

namespace AuthStrategies.Tests.Strategies;

[TestFixture]
public sealed class AuthResultTests
{
    private static readonly ClaimsPrincipal Alice = new(new ClaimsIdentity([new Claim("sub", "alice")], "test"));
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Test]
    public void Default_Always_IsNotApplicable()
    {
        AuthResult result = default;

        Assert.That(result.Succeeded, Is.False);
        Assert.That(result.IsApplicable, Is.False);
        Assert.That(result.Failure, Is.Null);
        Assert.That(result.Principal, Is.Null);
        Assert.That(result.SessionId, Is.Null);
        Assert.That(result.ExpiresAt, Is.Null);
        Assert.That(result.AuthenticatedAt, Is.Null);
        Assert.That(result, Is.EqualTo(AuthResult.None));
    }

    [Test]
    public void Success_AllFacts_AreHandedOn()
    {
        var id = new SessionId([.. Enumerable.Repeat((byte)1, 16)]);

        AuthResult result = AuthResult.Success(Alice) with
        {
            ExpiresAt = Now,
            SessionId = id,
            AuthenticatedAt = Now.AddMinutes(-1),
            RotationDue = true,
            Persistent = true,
        };

        Assert.That(result.Succeeded, Is.True);
        Assert.That(result.IsApplicable, Is.True);
        Assert.That(result.Principal, Is.SameAs(Alice));
        Assert.That(result.ExpiresAt, Is.EqualTo(Now));
        Assert.That(result.SessionId, Is.EqualTo(id));
        Assert.That(result.AuthenticatedAt, Is.EqualTo(Now.AddMinutes(-1)));
        Assert.That(result.RotationDue, Is.True);
        Assert.That(result.Persistent, Is.True);
    }

    [Test]
    public void With_OneFact_LeavesTheOriginalAndTheOtherFactsAsTheyWere()
    {
        AuthResult first = AuthResult.Success(Alice, new AuthResultFacts { ExpiresAt = Now, Persistent = true });

        AuthResult second = first with { ExpiresAt = Now.AddHours(1) };

        Assert.That(first.ExpiresAt, Is.EqualTo(Now));
        Assert.That(second.ExpiresAt, Is.EqualTo(Now.AddHours(1)));
        Assert.That(second.Persistent, Is.True);
        Assert.That(second.Principal, Is.SameAs(Alice));
    }

    [Test]
    public void With_NotASuccess_Throws()
    {
        AuthResult refused = AuthResult.Fail(AuthFailureReason.Expired, "expired at noon");

        Assert.That(() => refused with { ExpiresAt = Now }, Throws.InvalidOperationException.With.Message.Contains("ExpiresAt"));
        Assert.That(() => refused with { SessionId = default(SessionId) }, Throws.InvalidOperationException);
        Assert.That(() => refused with { AuthenticatedAt = null }, Throws.InvalidOperationException);
        Assert.That(() => refused with { RotationDue = false }, Throws.InvalidOperationException);
        Assert.That(() => AuthResult.None with { Persistent = true }, Throws.InvalidOperationException.With.Message.Contains("Persistent"));
    }

    [Test]
    public void Size_Always_IsTwoReferences()
    {
        Assert.That(System.Runtime.CompilerServices.Unsafe.SizeOf<AuthResult>(), Is.EqualTo(2 * IntPtr.Size));
    }

    [Test]
    public void Fail_Reason_IsApplicableAndNotSucceeded()
    {
        AuthResult result = AuthResult.Fail(AuthFailureReason.Expired, "expired at noon");

        Assert.That(result.Succeeded, Is.False);
        Assert.That(result.IsApplicable, Is.True);
        Assert.That(result.Failure!.Reason, Is.EqualTo(AuthFailureReason.Expired));
        Assert.That(result.Failure.Detail, Is.EqualTo("expired at noon"));
    }

    [Test]
    public void Factories_Null_NameTheParameter()
    {
        Assert.That(() => AuthResult.Success(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("principal"));
        Assert.That(() => AuthResult.Success(Alice, null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("facts"));
        Assert.That(() => AuthResult.Fail(AuthFailureReason.Expired, null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("detail"));
        Assert.That(() => AuthResult.Fail(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("failure"));
        Assert.That(() => RefreshResult.Success(null!, Alice), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("credential"));
        Assert.That(() => RefreshResult.Unchanged(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("principal"));
        Assert.That(() => RefreshResult.Fail(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("failure"));
    }

    [Test]
    public void Unchanged_Principal_IsNeitherACredentialNorAFailure()
    {
        RefreshResult result = RefreshResult.Unchanged(Alice);

        Assert.That((result.IsUnchanged, result.IsApplicable, result.Succeeded), Is.EqualTo((true, true, false)));
        Assert.That((result.Principal, result.Credential, result.Failure), Is.EqualTo((Alice, (IssuedCredential?)null, (AuthFailure?)null)));
        Assert.That((RefreshResult.None.IsUnchanged, RefreshResult.Success(new() { Value = "v", ExpiresAt = Now }, Alice).IsUnchanged), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task Mock_Unconfigured_AnswersNotApplicable()
    {
        IAuthStrategy strategy = Mock.Of<IAuthStrategy>();

        AuthResult authenticated = await strategy.AuthenticateAsync("anything");
        RefreshResult refreshed = await strategy.RefreshAsync("anything");

        Assert.That(authenticated.IsApplicable, Is.False);
        Assert.That(refreshed.IsApplicable, Is.False);
        Assert.That(await strategy.RevokeAsync("anything"), Is.EqualTo(RevokeOutcome.NotFound));
    }

    [Test]
    [Property("Requirement", "L-01")]
    public void ToString_Always_TellsNoSecretAndNoClaim()
    {
        var credential = new IssuedCredential { Value = "the-secret-value", RefreshToken = "the-refresh-token", ExpiresAt = Now };

        string[] texts =
        [
            credential.ToString(),
            RefreshResult.Unchanged(Alice).ToString(),
            RefreshResult.Success(credential, Alice).ToString(),
            AuthResult.None.ToString(),
            AuthResult.Fail(AuthFailureReason.Expired, "d").ToString(),
        ];

        Assert.That(texts, Has.None.Contains("the-secret").And.None.Contains("the-refresh").And.None.Contains("alice"));
    }
}
