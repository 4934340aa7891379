namespace AuthStrategies.Testing.Tests.Results;

/// <summary>Demands on results.</summary>
public sealed class AuthResultAssertionsTests
{
    private static readonly IssuedCredential Credential = new() { Value = "secret-text", ExpiresAt = SettableTimeProvider.DefaultStart };
    private static readonly AuthResult Good = AuthResult.Success(TestPrincipals.Of("alice"));
    private static readonly AuthResult Bad = AuthResult.Fail(AuthFailureReason.Expired, "late");
    private static readonly RefreshResult Fresh = RefreshResult.Success(Credential, TestPrincipals.Of("alice"));
    private static readonly RefreshResult Stale = RefreshResult.Fail(AuthFailureReason.Reused, "stolen");

    [Test]
    public void Demands_Met_HandOutWhatTheTestGoesOnWith() => Assert.Multiple(() =>
    {
        Assert.That(Good.ShouldSucceed(), Is.SameAs(Good.Principal));
        Assert.That(Bad.ShouldFailWith(AuthFailureReason.Expired), Is.SameAs(Bad.Failure));
        Assert.That(() => AuthResult.None.ShouldNotApply(), Throws.Nothing);
        Assert.That(Fresh.ShouldSucceed(), Is.SameAs(Credential));
        Assert.That(Stale.ShouldFailWith(AuthFailureReason.Reused), Is.SameAs(Stale.Failure));
        Assert.That(() => RefreshResult.None.ShouldNotApply(), Throws.Nothing);
    });

    [Test]
    public void Demands_Unmet_SayWhatWasDemandedAndWhatCame() => Assert.Multiple(() =>
    {
        Assert.That(() => Bad.ShouldSucceed(), Throws.TypeOf<AuthAssertionException>().With.Message.EqualTo("Bad should succeed, but was Failed { Expired: late }."));
        Assert.That(() => Bad.ShouldFailWith(AuthFailureReason.Revoked), Throws.TypeOf<AuthAssertionException>().With.Message.Contains("fail with Revoked"));
        Assert.That(() => Good.ShouldFailWith(AuthFailureReason.Revoked), Throws.TypeOf<AuthAssertionException>());
        Assert.That(() => default(AuthResult).ShouldFailWith(AuthFailureReason.Malformed), Throws.TypeOf<AuthAssertionException>().With.Message.Contains("NotApplicable"));
        Assert.That(() => Good.ShouldNotApply(), Throws.TypeOf<AuthAssertionException>());
        Assert.That(() => Bad.ShouldNotApply(), Throws.TypeOf<AuthAssertionException>());
        Assert.That(() => Stale.ShouldSucceed(), Throws.TypeOf<AuthAssertionException>());
        Assert.That(() => Fresh.ShouldNotApply(), Throws.TypeOf<AuthAssertionException>().With.Message.Not.Contains("secret-text"));
        Assert.That(() => Fresh.ShouldFailWith(AuthFailureReason.Reused), Throws.TypeOf<AuthAssertionException>().With.Message.Not.Contains("secret-text"));
    });
}
