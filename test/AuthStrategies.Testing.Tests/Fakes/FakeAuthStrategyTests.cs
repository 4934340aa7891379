namespace AuthStrategies.Testing.Tests.Fakes;

/// <summary>What the fake adds to the contract, which AuthStrategyConformanceTests holds it to.</summary>
public sealed class FakeAuthStrategyTests
{
    private readonly SettableTimeProvider _time = new();
    private readonly FakeAuthStrategy _fake;

    public FakeAuthStrategyTests() => _fake = new(timeProvider: _time);

    [TearDown]
    public void Reset() => (_fake.FailsWith, _fake.IsBroken) = (null, false);

    [Test]
    public async Task LogIn_SubjectAndRoles_AreHandedOut()
    {
        IssuedCredential alice = _fake.LogIn("alice", "admin");

        AuthResult result = await _fake.AuthenticateAsync(alice.Value);

        Assert.That(result.ShouldSucceed().IsInRole("admin"), Is.True);
        Assert.That(result.Principal!.Identity!.Name, Is.EqualTo("alice"));
    }

    [TestCase(AuthFailureReason.Revoked)]
    [TestCase(AuthFailureReason.Refused)]
    public async Task FailsWith_Reason_IsTheAnswerUntilItIsTakenBack(AuthFailureReason reason)
    {
        IssuedCredential alice = _fake.LogIn("alice");

        _fake.FailsWith = reason;

        (await _fake.AuthenticateAsync(alice.Value)).ShouldFailWith(reason);
        (await _fake.RefreshAsync(alice.Value)).ShouldFailWith(reason);
        (await _fake.AuthenticateAsync("x")).ShouldNotApply();
        _fake.FailsWith = null;
        (await _fake.AuthenticateAsync(alice.Value)).ShouldSucceed();
    }

    [Test]
    public async Task IsBroken_EveryVerbAndTheDirectory_CannotTell()
    {
        IssuedCredential alice = _fake.LogIn("alice");

        _fake.IsBroken = true;

        Assert.That(() => _fake.LogIn("bob"), Throws.TypeOf<SessionStoreException>());
        Assert.That(async () => await _fake.AuthenticateAsync(alice.Value), Throws.TypeOf<SessionStoreException>());
        Assert.That(async () => await _fake.RevokeAsync(alice.Value), Throws.TypeOf<SessionStoreException>());
        Assert.That(async () => await _fake.Directory.FindAsync(alice.SessionId!.Value), Throws.TypeOf<SessionStoreException>());
        _fake.IsBroken = false;
        (await _fake.AuthenticateAsync(alice.Value)).ShouldSucceed();
    }

    [Test]
    public async Task Directory_Sessions_AreListedNewestFirstAndEnded()
    {
        IssuedCredential phone = _fake.LogIn(TestPrincipals.Of("carol"), new() { Label = "phone" });
        IssuedCredential laptop = _fake.LogIn(TestPrincipals.Of("carol"), new() { Label = "laptop" });
        _fake.LogIn("dave");

        Assert.That((await _fake.Directory.ListAsync("carol")).Select(session => session.Label).ToList(), Is.EqualTo(new[] { "laptop", "phone" }));
        Assert.That(await _fake.Directory.RevokeAsync("dave", phone.SessionId!.Value), Is.False);
        Assert.That(await _fake.Directory.RevokeAllAsync("carol", laptop.SessionId), Is.EqualTo(1));
        (await _fake.AuthenticateAsync(phone.Value)).ShouldFailWith(AuthFailureReason.UnknownSession);
        (await _fake.AuthenticateAsync(laptop.Value)).ShouldSucceed();
    }

    [Test]
    public async Task Directory_ReplacePrincipal_ShowsAtTheNextCall()
    {
        IssuedCredential erin = _fake.LogIn("erin");

        Assert.That(await _fake.Directory.ReplacePrincipalAsync(erin.SessionId!.Value, TestPrincipals.Of("erin", "admin")), Is.True);
        Assert.That(await _fake.Directory.ReplacePrincipalAsync(erin.SessionId!.Value, TestPrincipals.Of("mallory")), Is.False);

        Assert.That((await _fake.AuthenticateAsync(erin.Value)).ShouldSucceed().IsInRole("admin"), Is.True);
    }

    [Test]
    public async Task Directory_Expired_IsNotListed()
    {
        IssuedCredential frank = _fake.LogIn("frank");

        _time.Advance(_fake.Lifetime);

        Assert.That(await _fake.Directory.FindAsync(frank.SessionId!.Value), Is.Null);
        Assert.That((await _fake.Directory.ListAsync("frank")).ToList(), Is.Empty);
    }

    [Test]
    public void LogIn_OptionsOutOfRange_Throw()
    {
        Assert.That(() => _fake.LogIn(TestPrincipals.Of("alice"), new() { Lifetime = TimeSpan.Zero }), Throws.ArgumentException);
        Assert.That(() => _fake.LogIn(TestPrincipals.Of("alice"), new() { Label = new('x', 201) }), Throws.ArgumentException);
        Assert.That(() => _fake.LogIn(TestPrincipals.Of("alice"), new() { NotAfter = _time.GetUtcNow() }), Throws.ArgumentException);
    }
}
