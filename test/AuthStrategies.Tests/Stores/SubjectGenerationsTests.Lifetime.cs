using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Stores;

/// <summary>How long the records of subjects live, and how many there are.</summary>
public sealed partial class SubjectGenerationsTests
{
    [TestCase(1)]
    [TestCase(30)]
    [TestCase(100)]
    [TestCase(400)]
    public async Task RevokeAll_SessionOfAnyLength_IsEndedAtAnyTime(int days)
    {
        // Over two periods of 400 days, in steps that hit no border by chance.
        for (int step = 0; step < 60; step++)
        {
            string subject = $"user {step}";
            string token = (await Node().IssueAsync(SessionFixture.Principal(subject), new() { Lifetime = TimeSpan.FromDays(days), Persistent = true })).Value;
            _store.LoseLists();
            await Directory.RevokeAllAsync(subject);
            Assert.That((await Node().RefreshAsync(token)).Succeeded, Is.False, $"{_fixture.Now:O}");
            _fixture.Time.Advance(TimeSpan.FromDays(13.7));
        }
    }

    [Test]
    public async Task Mark_AnySession_OutlivesItByAsLongAsItLivesAtMost([Values(0.01, 0.5, 1, 7, 30, 90, 400)] double days, [Range(0, 9)] int user)
    {
        _fixture.Time.Advance(TimeSpan.FromDays(user * 47.3));
        var life = TimeSpan.FromDays(days);
        await Node().IssueAsync(SessionFixture.Principal($"user {user}"), new() { Lifetime = life });

        SessionRecord mark = _store.Marks.Single();
        TimeSpan longest = TimeSpan.FromDays(days <= 1 ? 1 : days <= 30 ? 30 : 400);
        Assert.That(mark.ExpiresAt, Is.InRange(_fixture.Now + life, _fixture.Now + life + longest));
        Assert.That(mark.AbsoluteExpiresAt, Is.EqualTo(mark.ExpiresAt), "a list of a store lives as long as the absolute end");
        Assert.That(mark.Subject, Does.Not.Contain("user"));
    }

    [Test]
    public async Task Mark_OfManySubjects_DoNotEndTogether([Values(1, 30, 400)] int days)
    {
        for (int i = 0; i < 50; i++)
            await Node().IssueAsync(SessionFixture.Principal($"user {i}"), new() { Lifetime = TimeSpan.FromDays(days) });

        Assert.That(_store.Marks.Select(mark => mark.ExpiresAt).Distinct().Count(), Is.GreaterThan(45));
    }

    [Test]
    public async Task Mark_SessionIsUsedUntilItsEnd_IsFoundAtEachRenewal([Values(1, 30, 400)] int days)
    {
        string token = (await Node().IssueAsync(SessionFixture.Principal(), new() { Lifetime = TimeSpan.FromDays(days), Persistent = true })).Value;
        DateTimeOffset end = _fixture.Now.AddDays(days);

        for (int step = 1; step < 50; step++)
        {
            _fixture.Time.Advance(TimeSpan.FromDays(days / 50.0));
            // As a store removes what has expired.
            foreach (SessionRecord mark in _store.Marks.Where(mark => mark.ExpiresAt <= _fixture.Now))
                _fixture.Store.Drop(mark.Id);
            Assert.That((await Node().AuthenticateAsync(token)).Succeeded, Is.True, $"{end - _fixture.Now} before the end");
        }
    }

    [Test]
    public async Task RevokeAll_SubjectWithoutSessions_WritesOneRecordOfTheLongestSession([Values(1, 3)] int calls)
    {
        for (int i = 0; i < calls; i++)
            await Directory.RevokeAllAsync("a text from anywhere");

        Assert.That(_store.Marks, Has.Count.EqualTo(1));
        Assert.That(_store.Marks[0].ExpiresAt, Is.InRange(_fixture.Now.AddDays(400), _fixture.Now.AddDays(401)));
    }

    [TestCaseSource(nameof(Writes))]
    public async Task Write_FieldOfALaterRelease_RemovesNothing(object write)
    {
        string token = await IssueAsync();
        _fixture.Time.Advance(Due);
        foreach (byte[] field in (byte[][])[[1], [1, 2, 3], new byte[15], new byte[17], [.. Enumerable.Repeat((byte)7, 17)], [.. Enumerable.Repeat((byte)7, 40)]])
        {
            SetField(token, field);

            await RunAsync(write, token);
            Assert.That(_fixture.Store.Peek(SessionFixture.IdOf(token)), Is.Not.Null);
        }
    }

    [Test]
    public async Task RevokeOthers_FieldOfALaterReleaseInTheSessionThatStays_ChangesNothing()
    {
        (string kept, string other) = (await IssueAsync(), await IssueAsync());
        SetField(kept, [1, 2, 3]);
        IReadOnlyList<SessionRecord> marks = _store.Marks;

        await Assert.ThatAsync(async () => await Directory.RevokeAllAsync("alice", SessionFixture.IdOf(kept)), Throws.InstanceOf<SessionStoreException>());

        Assert.That(_store.Marks.Select(mark => mark.Version), Is.EqualTo(marks.Select(mark => mark.Version)));
        _fixture.Time.Advance(Due);
        Assert.That((await Node().AuthenticateAsync(other)).Succeeded, Is.True);
    }

    private void SetField(string token, byte[] field)
    {
        SessionRecord record = _fixture.Store.Peek(SessionFixture.IdOf(token))!;
        SessionPayload payload = SessionFixture.PayloadOf(record);
        payload = payload with { Extensions = ExtensionFields.Replace(payload.Extensions, SubjectGenerationExtension.Tag, field) };
        _fixture.Store.Put(UnreadableRecords.With(record, SessionPayloadCodec.Encode(payload).ToArray()));
    }
}
