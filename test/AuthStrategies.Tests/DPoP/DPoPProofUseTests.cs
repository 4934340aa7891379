using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Strategies.Doubles;

namespace AuthStrategies.Tests.DPoP;

/// <summary>One use of a proof, asked for by a strategy and by the application.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "P-01")]
public sealed class DPoPProofUseTests : IDisposable
{
    private static readonly string Key = ProofForge.ThumbprintOf(ForgeKey.Of("ES256"));

    private readonly SessionScenario _sessions = new();
    private readonly ProofFixture _fixture = new();

    public void Dispose() => _sessions.Dispose();

    [Test]
    public async Task Use_SeveralTimes_GivesTheFirstAnswer([Values] bool isReplay)
    {
        string proof = ProofForge.Good.Sign();
        if (isReplay)
            await _fixture.VerifyAsync(proof);
        DPoPProofUse use = Use(proof);

        bool[] answers = [await use.UseAsync(), await use.UseAsync(), await use.UseAsync()];

        Assert.That(answers, Has.All.EqualTo(!isReplay));
        Assert.That((use.Error, use.NextNonce), Is.EqualTo((isReplay ? DPoPProofError.Replayed : DPoPProofError.NoError, (string?)null)));
    }

    [TestCaseSource(typeof(HostileProofs), nameof(HostileProofs.All))]
    public async Task Use_HostileProof_StaysRefused(string proof, DPoPProofError error)
    {
        DPoPProofUse use = Use(proof);

        Assert.That((use.Error, await use.UseAsync(), use.Error), Is.EqualTo((error, false, error)));
    }

    [Test]
    public async Task Use_ProofThatEndedSinceItsCheck_GivesANonce()
    {
        DPoPProofUse use = Use(ProofForge.Good.Sign());
        _fixture.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.That((await use.UseAsync(), use.Error, use.NextNonce is not null), Is.EqualTo((false, DPoPProofError.NonceRequired, true)));
    }

    /// <summary>What docs/dpop.md shows: the request again changes nothing.</summary>
    [Test]
    public async Task Use_ByStrategyAndApplication_AcceptsOnceAndTheReplayWritesNothing([Values(SessionScenario.Session, SessionScenario.Jwt)] string kind, [Values] bool isWriteDue)
    {
        IAuthStrategy strategy = _sessions.Of(kind).Strategy;
        string token = (await strategy.IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key })).Value;
        string proof = ProofForge.Good.Sign();

        bool first = await IsAcceptedAsync();
        if (isWriteDue && kind == SessionScenario.Session)
            _sessions.Time.Advance(TimeSpan.FromMinutes(10));
        _sessions.Store.Forget();
        bool second = await IsAcceptedAsync();

        Assert.That((first, second), Is.EqualTo((true, false)));
        Assert.That(_sessions.Store.Calls.Where(call => call != "find"), Is.Empty);

        async Task<bool> IsAcceptedAsync()
        {
            DPoPProofUse use = Use(proof);
            AuthResult result = await ((ISenderConstraint)strategy).AuthenticateBoundAsync(token, Key, useProof: use.UseAsync);
            return result.Succeeded && await use.UseAsync();
        }
    }

    [Test]
    public void Create_WithoutAVerifierOrAProof_IsRefused()
    {
        Assert.That(() => new DPoPProofUse(null!, default), Throws.ArgumentNullException);
        Assert.That(() => new DPoPProofUse(_fixture.Verifier, default), Throws.ArgumentException.With.Message.Contains("Pass the answer of Check"));
    }

    private DPoPProofUse Use(string proof) => new(_fixture.Verifier, _fixture.Verifier.Check(ProofFixture.Request(proof)));
}
