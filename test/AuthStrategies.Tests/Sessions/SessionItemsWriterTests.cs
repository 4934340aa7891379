using System.Security.Claims;
using System.Text;
using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "E-04")]
public sealed class SessionItemsWriterTests
{
    // The generation: tag, length and 16 bytes.
    private const int AfterItems = 18;

    private readonly SessionFixture _fixture = new();

    private ISessionItems Items => _fixture.Strategy;

    private ICookieRotation Rotation => _fixture.Strategy;

    [Test]
    public async Task Items_NotRead_StayEncrypted()
    {
        string token = await IssueAsync(new() { ["secret name"] = "secret value" });

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(token);

        string stored = Encoding.Latin1.GetString(_fixture.Store.Records.Single().Payload.Span);
        Assert.That(stored, Does.Not.Contain("secret name").And.Not.Contain("secret value"));
        Assert.That(result.Items.ToString(), Does.Not.Contain("secret"));
        Assert.That(result.Items["secret name"], Is.EqualTo("secret value"));
    }

    [Test]
    public async Task Items_EachByteOfTheRecordChanged_AreNeverOthers()
    {
        string token = await IssueAsync(new() { ["cart"] = "42" });
        // Without the checksum, which would notice each of these changes.
        SessionRecord record = _fixture.Store.Records.Single();
        record = With(record, record.Payload[..^RecordChecksum.Size].ToArray());
        ReadOnlyMemory<byte> field = SessionFixture.PayloadOf(record).EncryptedItems;
        int start = record.Payload.Length - AfterItems - field.Length;
        for (int at = start; at < record.Payload.Length - AfterItems; at++)
        {
            byte[] payload = record.Payload.ToArray();
            payload[at] ^= 0x20;
            _fixture.Store.Put(With(record, payload));

            AuthResult result = await _fixture.Strategy.AuthenticateAsync(token);

            Assert.That(result.Succeeded, Is.True, $"byte {at}: the session does not depend on its items");
            Assert.That(() => result.Items.Count, Throws.InstanceOf<SessionStoreException>().With.Message.Contains("ClearItemsAsync"), $"byte {at}");
            Assert.That(async () => await Items.UpdateAsync(token, items => items["cart"] = "1"), Throws.InstanceOf<SessionStoreException>(), $"byte {at}");
        }
    }

    [Test]
    public async Task Items_OfAnotherSession_AreNotRead()
    {
        string mine = await IssueAsync(new() { ["cart"] = "mine" });
        string theirs = await IssueAsync(new() { ["cart"] = "theirs" }, "bob");
        SessionPayload payload = _fixture.PayloadOf(mine) with { Extensions = _fixture.PayloadOf(theirs).Extensions };
        SessionRecord record = _fixture.Store.Peek(SessionFixture.IdOf(mine))!;
        _fixture.Store.Put(With(record, SessionPayloadCodec.Encode(payload).ToArray()));

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(mine);

        Assert.That(() => result.Items.Count, Throws.InstanceOf<SessionStoreException>());
    }

    [Test]
    public async Task ClearItems_Unreadable_MakesTheSessionUsableAgain()
    {
        string token = await IssueAsync(new() { ["cart"] = "42" });
        SessionRecord record = _fixture.Store.Records.Single();
        // Without the checksum, which would make the whole record unreadable.
        byte[] payload = record.Payload[..^RecordChecksum.Size].ToArray();
        payload[^(1 + AfterItems)] ^= 1;
        _fixture.Store.Put(With(record, payload));

        bool cleared = await _fixture.Directory.ClearItemsAsync(record.Id);
        ItemsOutcome outcome = await Items.UpdateAsync(token, items => items["cart"] = "1");

        Assert.That((cleared, outcome, (await _fixture.Strategy.AuthenticateAsync(token)).Items["cart"]), Is.EqualTo((true, ItemsOutcome.Updated, "1")));
    }

    [TestCase(false, TestName = "ClearItems_Unknown_SaysNo")]
    [TestCase(true, TestName = "ClearItems_Expired_SaysNo")]
    public async Task ClearItems(bool expired)
    {
        string token = await IssueAsync(new() { ["cart"] = "42" });
        _fixture.Time.Advance(expired ? TimeSpan.FromDays(1) : TimeSpan.Zero);

        Assert.That(await _fixture.Directory.ClearItemsAsync(expired ? SessionFixture.IdOf(token) : SessionFixture.IdOf(OpaqueToken.New().Text)), Is.False);
    }

    [Test]
    public async Task Record_WithoutItems_IsTheFormerOneByteForByte()
    {
        string token = await _fixture.IssueAsync(options: new() { Items = new Dictionary<string, string?>() });

        Assert.That(_fixture.PayloadOf(token).Extensions, Is.Empty);
    }

    [Test]
    public async Task Update_BeyondTheRecord_SaysBothSizesAndChangesNothing()
    {
        string token = (await _fixture.Strategy.IssueAsync(SessionFixture.Principal("alice", new Claim("large", new string('x', 50_000))))).Value;

        Assert.That(
            async () => await Items.UpdateAsync(token, items => items["large"] = new string('y', 16_000)),
            Throws.ArgumentException.With.Message.Contains($"at most {SessionPayloadCodec.MaxIssuedSize}").And.Property("ParamName").EqualTo("change"));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Items, Is.Empty);
    }

    [Test]
    public void Issue_OneByteTooLarge_NamesTheLimitAndTheSize() => Assert.That(
        async () => await IssueAsync(new() { ["a"] = new string('x', IssueOptions.MaxItemsSize) }),
        Throws.ArgumentException.With.Message.Contains("16385 bytes").And.Message.Contains("at most 16384").And.Property("ParamName").EqualTo("options"));

    [Test]
    public void Issue_HalfASurrogatePair_IsRefusedWithoutTheText() => Assert.That(
        async () => await IssueAsync(new() { ["cart"] = "secret \uD800" }),
        Throws.ArgumentException.With.Message.Contains("valid Unicode").And.Message.Not.Contains("secret"));

    [Test]
    [Property("Requirement", "T-04")]
    public async Task Update_WithAnotherSecret_EndsTheSession()
    {
        string token = await IssueAsync(new() { ["cart"] = "42" });

        ItemsOutcome outcome = await Items.UpdateAsync(SessionFixture.WithOtherSecret(token), items => items.Clear());

        Assert.That((outcome, _fixture.Store.Records.Count), Is.EqualTo((ItemsOutcome.NotFound, 0)));
    }

    [Test]
    public async Task Update_NothingChanged_WritesNothing()
    {
        string token = await IssueAsync(new() { ["cart"] = "42" });
        int writes = _fixture.Store.Count("replace");

        ItemsOutcome outcome = await Items.UpdateAsync(token, items => items["cart"] = "42");

        Assert.That((outcome, _fixture.Store.Count("replace")), Is.EqualTo((ItemsOutcome.Updated, writes)));
    }

    /// <summary>Changes of items, of the token, of the claims and of the idle end, all at once: none gets lost.</summary>
    [Test]
    [Repeat(40)]
    [Property("Requirement", "F-17")]
    public async Task Update_WhileTheSessionChangesInEveryWay_LosesNothing()
    {
        string token = await IssueAsync(new() { ["first"] = "1" });
        await _fixture.Strategy.AuthenticateAsync(token);
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        SessionId id = SessionFixture.IdOf(token);
        string[] names = [.. Enumerable.Range(0, 12).Select(i => $"item {i}")];
        using Barrier start = new(names.Length + 3);

        Task<ItemsOutcome>[] updates = [.. names.Select(name => Together(async () => await Items.UpdateAsync(token, items => items[name] = name)))];
        Task<IssuedCredential?> rotation = Together(async () => await Rotation.RotateAtHeadersAsync(token));
        Task<SessionInfo?> touch = Together(async () => await _fixture.Directory.TouchAsync(id));
        Task<bool> claims = Together(async () => await _fixture.Directory.ReplacePrincipalAsync(id, SessionFixture.Principal("alice", new Claim("role", "admin"))));
        await Task.WhenAll([.. updates, rotation, touch, claims]);

        AuthResult result = await _fixture.Strategy.AuthenticateAsync((await rotation)!.Value);
        Assert.That(updates.Select(update => update.Result), Is.All.EqualTo(ItemsOutcome.Updated));
        Assert.That(result.Items, Is.EquivalentTo(names.ToDictionary(name => name, string? (name) => name).Append(new("first", "1"))));
        Assert.That((result.Principal!.IsInRole("admin"), await touch is not null), Is.EqualTo((true, true)));

        Task<T> Together<T>(Func<Task<T>> act) => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return act();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap();
    }

    [Test]
    public async Task Update_NothingChanged_IsStillTheFirstUseOfTheToken()
    {
        string token = await IssueAsync(new() { ["cart"] = "42" });
        await _fixture.Strategy.AuthenticateAsync(token);
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        string next = (await Rotation.RotateAtHeadersAsync(token))!.Value;

        ItemsOutcome outcome = await Items.UpdateAsync(next, items => items["cart"] = "42");

        Assert.That((outcome, _fixture.PayloadOf(next).Rotation.UsedAt), Is.EqualTo((ItemsOutcome.Updated, _fixture.Now)));
    }

    [Test]
    public void Issue_NullAsAName_IsRefused() => Assert.That(
        async () => await _fixture.IssueAsync(options: new() { Items = new NullNames<string?>("1") }),
        Throws.ArgumentException.With.Message.Contains("a name that is null").And.Property("ParamName").EqualTo("options"));

    [Test]
    [Property("Requirement", "F-17")]
    public async Task Refresh_WhileItemsChange_AppliesItsChangeToTheNewerOnes()
    {
        string token = await IssueAsync(new() { ["cart"] = "42", ["old"] = "1" });
        int calls = 0;
        RefreshOptions options = new()
        {
            Principal = SessionFixture.Principal(),
            ChangeItems = items =>
            {
                if (calls++ == 0)
                    Items.UpdateAsync(token, newer => newer["elsewhere"] = "1").AsTask().Wait();
                items.Remove("old");
                items["cart"] = "43";
            },
        };

        await Rotation.RefreshAsync(token, options);

        IReadOnlyDictionary<string, string?> stored = (await _fixture.Strategy.AuthenticateAsync(token)).Items;
        Assert.That((calls, stored), Is.EqualTo((2, new Dictionary<string, string?> { ["cart"] = "43", ["elsewhere"] = "1" })));
    }

    [Test]
    public async Task Refresh_ChangeTooLarge_SaysSoAndChangesNothing()
    {
        string token = await IssueAsync(new() { ["cart"] = "42" });
        RefreshOptions options = new() { Principal = SessionFixture.Principal(), ChangeItems = items => items["cart"] = new string('x', IssueOptions.MaxItemsSize) };

        Assert.That(async () => await Rotation.RefreshAsync(token, options), Throws.ArgumentException.With.Property("ParamName").EqualTo("options"));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Items["cart"], Is.EqualTo("42"));
    }

    [TestCase(true, TestName = "Refresh_WithItems_ChangesThem")]
    [TestCase(false, TestName = "Refresh_WithoutItems_KeepsThem")]
    public async Task Refresh(bool replaces)
    {
        string token = await IssueAsync(new() { ["cart"] = "42" });
        await _fixture.Strategy.AuthenticateAsync(token);
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        RefreshOptions options = new() { Principal = SessionFixture.Principal(), ChangeItems = replaces ? Replace : null };

        RefreshResult result = await Rotation.RefreshAsync(token, options);

        Assert.That(result.Credential!.Value, Is.Not.EqualTo(token));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(result.Credential.Value)).Items.Keys, Is.EqualTo(new[] { replaces ? "new" : "cart" }));

        static void Replace(IDictionary<string, string?> items)
        {
            items.Clear();
            items["new"] = "1";
        }
    }

    [Test]
    public async Task Issue_WithoutRenewal_EndsAtAFixedTime()
    {
        string fixedEnd = await _fixture.IssueAsync(options: new() { AllowRenewal = false, Lifetime = TimeSpan.FromHours(3) });
        string idle = await _fixture.IssueAsync(options: new() { AllowRenewal = false });
        DateTimeOffset start = _fixture.Now;

        for (int i = 0; i < 3; i++)
        {
            _fixture.Time.Advance(TimeSpan.FromMinutes(50));
            await _fixture.Strategy.AuthenticateAsync(fixedEnd);
            await _fixture.Strategy.RefreshAsync(idle);
        }

        Assert.That(_fixture.Store.Peek(SessionFixture.IdOf(fixedEnd))!.ExpiresAt, Is.EqualTo(start.AddHours(3)));
        Assert.That(_fixture.Store.Peek(SessionFixture.IdOf(idle))!.ExpiresAt, Is.EqualTo(start + _fixture.Options.IdleTimeout));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(fixedEnd)).Succeeded, Is.True);
        Assert.That((await _fixture.Strategy.AuthenticateAsync(idle)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Expired));
    }

    private Task<string> IssueAsync(Dictionary<string, string?> items, string subject = "alice") => _fixture.IssueAsync(subject, new() { Items = items });

    private static SessionRecord With(SessionRecord record, byte[] payload) => new()
    {
        Id = record.Id,
        Subject = record.Subject,
        ExpiresAt = record.ExpiresAt,
        AbsoluteExpiresAt = record.AbsoluteExpiresAt,
        Version = record.Version + 1,
        Payload = payload,
    };
}
