using AuthStrategies.Tests.DPoP;
using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Strategies.Doubles;

namespace AuthStrategies.Tests.Sessions;

/// <summary>A strategy uses the proof of a request before it writes, and only for a genuine credential of the proved key.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "P-01")]
public sealed class ProofBeforeWriteTests : IDisposable
{
    private static readonly string Key = ProofForge.ThumbprintOf(ForgeKey.Of("ES256"));
    private static readonly string ThiefsKey = ProofForge.ThumbprintOf(ForgeKey.StrangerOf("ES256"));
    private static readonly string[] Kinds = [SessionScenario.Session, SessionScenario.Jwt];

    private readonly SessionScenario _fixture = new();
    private int _uses;

    /// <summary>The state of the session when a token of it is presented.</summary>
    public enum Moment
    {
        Renewal,
        FirstUseOfTheSuccessor,
        Replaced,
    }

    public void Dispose() => _fixture.Dispose();

    [Test]
    public async Task Authenticate_WriteDueAndProofUsed_WritesNothing([Values] Moment moment)
    {
        var strategy = (ISenderConstraint)_fixture.Of(SessionScenario.Session).Strategy;
        string token = await PrepareAsync(strategy, moment);
        _fixture.Store.Forget();

        AuthResult result = await strategy.AuthenticateBoundAsync(token, Key, useProof: _ => new(false));

        Assert.That(result.Failure?.Reason, Is.EqualTo(AuthFailureReason.InvalidProof));
        Assert.That(_fixture.Store.Calls.Distinct(), Is.EqualTo((string[])["find"]));
    }

    /// <summary>Also without a write: nothing may say accepted of a request that is then refused.</summary>
    [Test]
    public async Task Authenticate_ProofUsed_FailsBeforeASuccessIsReported([ValueSource(nameof(Kinds))] string kind, [Values] bool isLater, [Values] bool isCached)
    {
        IAuthStrategy strategy = _fixture.Of(kind).Strategy;
        var keys = (ISenderConstraint)strategy;
        string token = (await strategy.IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key })).Value;
        if (isCached)
            await keys.AuthenticateBoundAsync(token, Key);
        _fixture.Store.Forget();

        AuthResult refused = await keys.AuthenticateBoundAsync(token, Key, useProof: Answer(isUsed: false));
        AuthResult accepted = await keys.AuthenticateBoundAsync(token, Key, useProof: Answer(isUsed: true));

        Assert.That(refused.Failure?.Reason, Is.EqualTo(AuthFailureReason.InvalidProof));
        Assert.That((accepted.Succeeded, _uses), Is.EqualTo((true, 2)));
        Assert.That(_fixture.Store.Calls.Where(call => call != "find"), Is.Empty);

        Func<CancellationToken, ValueTask<bool>> Answer(bool isUsed) => async _ =>
        {
            _uses++;
            if (isLater)
                await Task.Yield();
            return isUsed;
        };
    }

    [Test]
    public async Task Authenticate_WriteDueAndOtherKey_LeavesTheProof([Values] Moment moment)
    {
        var strategy = (ISenderConstraint)_fixture.Of(SessionScenario.Session).Strategy;
        string token = await PrepareAsync(strategy, moment);

        AuthResult result = await strategy.AuthenticateBoundAsync(token, ThiefsKey, useProof: Use);

        Assert.That((result.Failure?.Reason, _uses), Is.EqualTo((AuthFailureReason.WrongKey, 0)));
    }

    [Test]
    public async Task Authenticate_WriteDueAndAnotherNodeIsFaster_UsesTheProofOnce()
    {
        var strategy = (ISenderConstraint)_fixture.Of(SessionScenario.Session).Strategy;
        string token = await PrepareAsync(strategy, Moment.Renewal);
        bool isFirst = true;
        _fixture.Store.Before = async (operation, _) =>
        {
            if (operation != "replace" || !isFirst)
                return;
            isFirst = false;
            await strategy.AuthenticateBoundAsync(token, Key);
        };

        AuthResult result = await strategy.AuthenticateBoundAsync(token, Key, useProof: Use);

        Assert.That((result.Succeeded, _uses), Is.EqualTo((true, 1)));
    }

    [Test]
    public async Task Authenticate_ReplacedTokenAndAnotherNodeIsFaster_UsesTheProofOnce()
    {
        var strategy = (ISenderConstraint)_fixture.Of(SessionScenario.Session).Strategy;
        string first = (await ((IAuthStrategy)strategy).IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key })).Value;
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        string second = (await strategy.RefreshBoundAsync(first, Key)).Credential!.Value;
        await strategy.AuthenticateBoundAsync(second, Key);
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        bool isFirst = true;
        _fixture.Store.Before = async (operation, _) =>
        {
            if (operation != "replace" || !isFirst)
                return;
            isFirst = false;
            await strategy.AuthenticateBoundAsync(second, Key);
        };

        AuthResult result = await strategy.AuthenticateBoundAsync(first, Key, useProof: Use);

        Assert.That((result.Succeeded, isFirst, _uses), Is.EqualTo((true, false, 1)));
    }

    [Test]
    public async Task Refresh_ProofUsed_WritesNothing([ValueSource(nameof(Kinds))] string kind, [Values] bool isReplaced)
    {
        IAuthStrategy strategy = _fixture.Of(kind).Strategy;
        var keys = (ISenderConstraint)strategy;
        string token = SessionScenario.Lasting(await strategy.IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key }));
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        if (isReplaced)
        {
            string next = SessionScenario.Lasting((await keys.RefreshBoundAsync(token, Key)).Credential!);
            _fixture.Time.Advance(TimeSpan.FromMinutes(10));
            await keys.RefreshBoundAsync(next, Key);
            _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        }

        _fixture.Store.Forget();
        RefreshResult result = await keys.RefreshBoundAsync(token, Key, _ => new(false));

        Assert.That(result.Failure?.Reason, Is.EqualTo(AuthFailureReason.InvalidProof));
        Assert.That(_fixture.Store.Calls.Distinct(), Is.EqualTo((string[])["find"]));
    }

    private async Task<string> PrepareAsync(ISenderConstraint strategy, Moment moment)
    {
        string first = (await ((IAuthStrategy)strategy).IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key })).Value;
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        if (moment == Moment.Renewal)
            return first;

        string second = (await strategy.RefreshBoundAsync(first, Key)).Credential!.Value;
        if (moment == Moment.FirstUseOfTheSuccessor)
            return second;

        await strategy.AuthenticateBoundAsync(second, Key);
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        return first;
    }

    private ValueTask<bool> Use(CancellationToken cancellationToken)
    {
        _uses++;
        return new(true);
    }
}
