using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Jwt.Rotation;

public sealed partial class JwtKeyProviderTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    [Test]
    [Property("Requirement", "K-01")]
    public async Task Life_WholePeriod_OldTokensVerifyUntilTheyExpire()
    {
        using KeyNode node = new();
        string first = await node.IssueAsync();
        node.Time.Advance(KeyNode.RotationPeriod - KeyNode.AnnouncementPeriod - KeyNode.PollInterval);
        string whileAnnounced = await node.IssueAsync();
        IReadOnlyList<JwtKeyInfo> announced = await node.Rotation.ListAsync();
        node.Time.SetUtcNow(KeyNode.Start + KeyNode.RotationPeriod - Tick);
        string last = await node.IssueAsync(KeyNode.RetirementPeriod - TimeSpan.FromSeconds(10));
        node.Time.SetUtcNow(KeyNode.Start + KeyNode.RotationPeriod);
        string next = await node.IssueAsync();

        Assert.That(announced.Select(key => key.State), Is.EqualTo(new[] { JwtKeyState.Active, JwtKeyState.Announced }));
        Assert.That(KeyNode.KeyIdOf(whileAnnounced), Is.EqualTo(KeyNode.KeyIdOf(first)));
        Assert.That(KeyNode.KeyIdOf(last), Is.EqualTo(KeyNode.KeyIdOf(first)));
        Assert.That(KeyNode.KeyIdOf(next), Is.EqualTo(announced[1].KeyId));
        Assert.That(await node.ReasonAsync(last), Is.Null);
        node.Time.SetUtcNow(KeyNode.Start + KeyNode.RotationPeriod + KeyNode.RetirementPeriod - Tick - Tick);
        Assert.That(await node.ReasonAsync(last), Is.Null, "accepted to its last second, the skew included");
        node.Time.Advance(Tick);
        Assert.That(await node.ReasonAsync(last), Is.EqualTo(AuthFailureReason.Expired));
        node.Time.Advance(Tick);
        Assert.That(await node.ReasonAsync(last), Is.EqualTo(AuthFailureReason.UnknownKey), "a removed key verifies nothing");
        Assert.That((await node.Rotation.ListAsync()).Select(key => key.State), Is.EqualTo(new[] { JwtKeyState.Removed, JwtKeyState.Active }));
        node.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.That((await node.Rotation.ListAsync()).Select(key => key.State), Is.EqualTo(new[] { JwtKeyState.Active }));
    }

    [Test]
    [Property("Requirement", "K-02")]
    public async Task Announced_BeforeItSigns_IsPublishedForTheAnnouncedTime()
    {
        using KeyNode node = new();
        await node.IssueAsync();
        node.Time.Advance(KeyNode.RotationPeriod - KeyNode.AnnouncementPeriod - KeyNode.PollInterval);

        JwtKeyInfo next = (await node.Rotation.ListAsync())[^1];

        Assert.That(await node.KeySet.GetJwksAsync(), Does.Contain(next.KeyId));
        Assert.That(next.SignsFrom - node.Time.GetUtcNow(), Is.EqualTo(KeyNode.AnnouncementPeriod + KeyNode.PollInterval));
    }

    [TestCase("HS256")]
    [TestCase("RS256")]
    [TestCase("PS384")]
    [TestCase("ES512")]
    public async Task Issue_AnyAlgorithm_IsAcceptedByAnotherNode(string algorithm)
    {
        InMemoryJwtKeyStore store = new();
        using KeyNode one = new(store, configure: o => o.KeyRotation!.Algorithm = algorithm);
        using KeyNode two = new(store, configure: o => o.KeyRotation!.Algorithm = algorithm);

        string token = await one.IssueAsync();

        Assert.That(await two.ReasonAsync(token), Is.Null);
        Assert.That((await two.ActiveAsync()).Algorithm, Is.EqualTo(algorithm));
    }

    [Test]
    public async Task Authenticate_Fresh_AnswersAtOnceWithoutAskingTheStore()
    {
        FaultyKeyStore store = new();
        using KeyNode node = new(store);
        string token = await node.IssueAsync();

        for (int i = 0; i < 14; i++)
        {
            node.Time.Advance(Tick);
            Assert.That(node.Strategy.AuthenticateAsync(token).AsTask().IsCompletedSuccessfully, Is.True);
        }

        Assert.That(store.Loads, Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "K-03")]
    public async Task RemoveKey_TwoNodes_RefusedHereAtOnceAndThereWithinThePoll()
    {
        InMemoryJwtKeyStore store = new();
        FakeTimeProvider time = new(KeyNode.Start);
        using KeyNode here = new(store, time);
        using KeyNode there = new(store, time);
        string token = await here.IssueAsync();
        Assert.That(await there.ReasonAsync(token), Is.Null);
        time.Advance(Tick);

        bool removed = await here.Rotation.RemoveKeyAsync(KeyNode.KeyIdOf(token));

        Assert.That(removed, Is.True);
        Assert.That(await here.ReasonAsync(token), Is.EqualTo(AuthFailureReason.UnknownKey));
        time.Advance(KeyNode.PollInterval - Tick);
        Assert.That(await there.ReasonAsync(token), Is.EqualTo(AuthFailureReason.UnknownKey));
        Assert.That(await there.ReasonAsync(await here.IssueAsync()), Is.Null);
        Assert.That(there.Log.Lines, Has.Some.StartsWith("[23] Warning"));
    }

    [Test]
    [Property("Requirement", "K-03")]
    public async Task RemoveKey_OtherNodeIdleMuchLonger_ServesNoOldKeys()
    {
        FaultyKeyStore store = new();
        FakeTimeProvider time = new(KeyNode.Start);
        using KeyNode here = new(store, time);
        using KeyNode there = new(store, time);
        string token = await here.IssueAsync();
        await there.ReasonAsync(token);
        await here.Rotation.RemoveKeyAsync(KeyNode.KeyIdOf(token));
        time.Advance(TimeSpan.FromMinutes(10));
        TaskCompletionSource release = new();
        store.LoadsWaitFor = release.Task;

        Task<AuthFailureReason?>[] calls = [.. Enumerable.Range(0, 20).Select(_ => there.ReasonAsync(token))];
        release.SetResult();

        Assert.That(await Task.WhenAll(calls), Is.All.EqualTo(AuthFailureReason.UnknownKey));
    }

    [Test]
    [Property("Requirement", "F-32")]
    public async Task Reload_Due_IsAskedOnceInTheBackgroundAndNoneWaits()
    {
        FaultyKeyStore store = new();
        using KeyNode node = new(store);
        string token = await node.IssueAsync();
        node.Time.Advance(KeyNode.PollInterval / 2);
        TaskCompletionSource release = new();
        store.LoadsWaitFor = release.Task;

        bool[] atOnce = [.. Enumerable.Range(0, 20).Select(_ => node.Strategy.AuthenticateAsync(token).AsTask().IsCompletedSuccessfully)];
        while (store.Loads < 2)
            await Task.Yield();

        Assert.That(atOnce, Is.All.True);
        Assert.That(store.Loads, Is.EqualTo(2));
        release.SetResult();
        Assert.That(await node.ReasonAsync(token), Is.Null);
    }

    [Test]
    [Property("Requirement", "F-32")]
    public async Task Authenticate_KeyMadeElsewhereSinceTheLastLook_IsFoundByOneQuestion()
    {
        FaultyKeyStore store = new();
        FakeTimeProvider time = new(KeyNode.Start);
        using KeyNode here = new(store, time);
        using KeyNode there = new(store, time);
        string old = await here.IssueAsync();
        await there.ReasonAsync(old);
        await here.Rotation.RemoveKeyAsync(KeyNode.KeyIdOf(old));
        string token = await here.IssueAsync();
        int loads = store.Loads;

        AuthFailureReason? reason = await there.ReasonAsync(token);

        Assert.That(reason, Is.Null);
        Assert.That(store.Loads, Is.EqualTo(loads + 1));
    }

    [Test]
    [Property("Requirement", "K-05")]
    public async Task Authenticate_ThousandUnknownKeys_AskTheStoreOnce()
    {
        FaultyKeyStore store = new();
        using KeyNode node = new(store);
        using KeyNode stranger = new();
        await node.IssueAsync();
        string token = await stranger.IssueAsync();

        AuthFailureReason?[] reasons = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Task.Run(() => node.ReasonAsync(token))));

        Assert.That(reasons, Is.All.EqualTo(AuthFailureReason.UnknownKey));
        Assert.That(store.Loads, Is.EqualTo(2), "the first use, and one question about unknown keys");
        node.Time.Advance(TimeSpan.FromSeconds(5));
        await node.ReasonAsync(token);
        await node.ReasonAsync(token);
        Assert.That(store.Loads, Is.EqualTo(3));
    }

    [Test]
    public async Task FirstUse_ManyNodesAtOnce_AgreeOnOneKey()
    {
        FaultyKeyStore store = new();
        KeyNode[] nodes = [.. Enumerable.Range(0, 8).Select(_ => new KeyNode(store))];

        string[] tokens = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.IssueAsync())));

        Assert.That(tokens.Select(KeyNode.KeyIdOf).Distinct().Count(), Is.EqualTo(1));
        Assert.That(store.Saves, Is.EqualTo(1));
        Array.ForEach(nodes, node => node.Dispose());
    }

    [Test]
    public async Task Rotation_ManyNodesOverManyPeriods_MakeOneKeyPerPeriod()
    {
        FaultyKeyStore store = new();
        FakeTimeProvider time = new(KeyNode.Start);
        KeyNode[] nodes = [.. Enumerable.Range(0, 5).Select(_ => new KeyNode(store, time))];
        HashSet<string> keys = [];

        for (int quarter = 0; quarter < 40; quarter++)
        {
            string[] tokens = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.IssueAsync())));
            keys.UnionWith(tokens.Select(KeyNode.KeyIdOf));
            Assert.That(await Task.WhenAll(tokens.SelectMany(token => nodes.Select(node => node.ReasonAsync(token)))), Is.All.Null);
            time.Advance(KeyNode.RotationPeriod / 4);
        }

        IReadOnlyList<JwtKeyInfo> last = await nodes[0].Rotation.ListAsync();
        // Requests come at each quarter only, so that the next key is announced at the end of a period and signs a quarter later.
        Assert.That(keys, Has.Count.EqualTo(10));
        Assert.That(store.Saves, Is.LessThanOrEqualTo(3 * keys.Count), "one announcement for each, and the removal of old ones");
        Assert.That(last.Count(key => key.State == JwtKeyState.Active), Is.EqualTo(1));
        Array.ForEach(nodes, node => node.Dispose());
    }

    [TestCase(5)]
    [TestCase(-5)]
    [Property("Requirement", "K-02")]
    public async Task Turn_ClockSomeSecondsOff_BothSidesAcceptEachOther(int seconds)
    {
        InMemoryJwtKeyStore store = new();
        using KeyNode right = new(store);
        using KeyNode off = new(store, new(KeyNode.Start + TimeSpan.FromSeconds(seconds)));
        await right.IssueAsync();
        Advance(KeyNode.RotationPeriod - TimeSpan.FromHours(2));
        await right.IssueAsync();
        await off.IssueAsync();
        Advance(KeyNode.AnnouncementPeriod);
        HashSet<string> keys = [];

        for (int i = 0; i < 8; i++)
        {
            string[] tokens = [await right.IssueAsync(), await off.IssueAsync()];
            foreach (string token in tokens)
            {
                keys.Add(KeyNode.KeyIdOf(token));
                Assert.That(await right.ReasonAsync(token), Is.Null);
                Assert.That(await off.ReasonAsync(token), Is.Null);
            }

            Advance(TimeSpan.FromSeconds(20));
        }

        Assert.That(keys, Has.Count.LessThanOrEqualTo(2));

        void Advance(TimeSpan time)
        {
            right.Time.Advance(time);
            off.Time.Advance(time);
        }
    }

    [Test]
    public async Task FirstUse_ClockBehindTheOneThatMadeTheKey_SignsAndVerifies()
    {
        InMemoryJwtKeyStore store = new();
        using KeyNode ahead = new(store, new(KeyNode.Start + TimeSpan.FromSeconds(30)));
        using KeyNode behind = new(store);
        await ahead.IssueAsync();

        string token = await behind.IssueAsync();

        Assert.That(await ahead.ReasonAsync(token), Is.Null);
    }

    [Test]
    [Property("Requirement", "F-15")]
    public async Task Clock_SetBackAnHour_GoesOn()
    {
        FaultyKeyStore store = new();
        using KeyNode node = new(store, new BackwardClock(KeyNode.Start));
        string token = await node.IssueAsync();
        ((BackwardClock)node.Time).SetBack(TimeSpan.FromHours(1));

        AuthFailureReason? reason = await node.ReasonAsync(token);

        Assert.That(reason, Is.EqualTo(AuthFailureReason.NotYetValid), "a token from the future");
        Assert.That(store.Loads, Is.EqualTo(2), "the age of the keys is not known any more");
        Assert.That(await node.ReasonAsync(await node.IssueAsync()), Is.Null);
    }

    [Test]
    public async Task Issue_LifetimeBeyondTheKeys_IsRefused()
    {
        using KeyNode node = new();

        Assert.That(() => node.IssueAsync(KeyNode.RetirementPeriod), Throws.ArgumentException.With.Message.Contains("RetirementPeriod"));
        Assert.That(await node.IssueAsync(KeyNode.RetirementPeriod - TimeSpan.FromSeconds(10)), Is.Not.Empty);
    }

    [Test]
    public async Task StaticKeys_BesideRotatedOnes_VerifyAndDontSign()
    {
        JwtKey old = JwtKey.Generate("HS256", "old");
        using KeyNode before = new(configure: o =>
        {
            o.KeyRotation = null;
            o.SigningKeys.Add(old);
        });
        using KeyNode after = new(configure: o => o.SigningKeys.Add(old));

        AuthFailureReason? reason = await after.ReasonAsync(await before.IssueAsync());

        Assert.That(reason, Is.Null);
        Assert.That(KeyNode.KeyIdOf(await after.IssueAsync()), Is.Not.EqualTo("old"));
    }

    [Test]
    public async Task Algorithm_Changed_CountsFromTheNextKeyAndOldTokensStayGood()
    {
        InMemoryJwtKeyStore store = new();
        FakeTimeProvider time = new(KeyNode.Start);
        using KeyNode before = new(store, time);
        string old = await before.IssueAsync();
        using KeyNode after = new(store, time, o => o.KeyRotation!.Algorithm = "PS256");

        Assert.That(await after.ReasonAsync(old), Is.Null);
        JwtKeyInfo next = await after.Rotation.RotateNowAsync();
        time.SetUtcNow(next.SignsFrom);
        string token = await after.IssueAsync();

        Assert.That(next.Algorithm, Is.EqualTo("PS256"));
        Assert.That(KeyNode.KeyIdOf(token), Is.EqualTo(next.KeyId));
        Assert.That(await after.ReasonAsync(token), Is.Null);
        Assert.That(await before.ReasonAsync(token), Is.Null);
    }

    [Test]
    public async Task Authenticate_NoTokenAndBrokenKeyStore_IsNotApplicable()
    {
        using KeyNode node = new(new FaultyKeyStore { LoadFailure = new IOException("down") });

        AuthResult result = await node.Strategy.AuthenticateAsync(new string('A', 64));

        Assert.That(result.IsApplicable, Is.False);
    }

    [Test]
    public async Task Cancel_WhileLoading_StopsTheWaitingOnly()
    {
        TaskCompletionSource release = new();
        FaultyKeyStore store = new() { LoadsWaitFor = release.Task };
        using KeyNode node = new(store);
        using CancellationTokenSource cancellation = new();
        Task<AuthResult> impatient = node.Strategy.AuthenticateAsync(KeyNode.Forged, cancellation.Token).AsTask();
        Task<string> patient = node.IssueAsync();

        await cancellation.CancelAsync();

        Assert.That(async () => await impatient, Throws.InstanceOf<OperationCanceledException>());
        release.SetResult();
        Assert.That(await patient, Is.Not.Empty);
        Assert.That(store.Loads, Is.EqualTo(1));
    }

    private sealed class BackwardClock(DateTimeOffset start) : FakeTimeProvider(start)
    {
        private TimeSpan _back;

        public void SetBack(TimeSpan time) => _back += time;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - _back;
    }
}
