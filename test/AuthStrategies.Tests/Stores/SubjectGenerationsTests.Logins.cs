using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Stores;

/// <summary>Logins beside the end of all sessions of their subject.</summary>
public sealed partial class SubjectGenerationsTests
{
    /// <summary>A login is before the end of all sessions or after it, as a whole: it is never accepted now and ended at its next write.</summary>
    [Test]
    [Property("Requirement", "F-24")]
    public async Task Login_EverythingOfTheSubjectEndsAtEachCall_EitherEndsOrIsNotAffected([Range(1, 6)] int number, [Values] bool losesLists)
    {
        await IssueAsync();
        int calls = 0;
        bool hasEnded = false;
        _fixture.Store.Before = async (_, _) =>
        {
            if (Interlocked.Increment(ref calls) != number)
                return;
            if (losesLists)
                _store.LoseLists();
            await Directory.RevokeAllAsync("alice");
            hasEnded = true;
        };

        string token = await IssueAsync();
        _fixture.Store.Before = null;
        bool isAccepted = (await Node().AuthenticateAsync(token)).Succeeded;
        _fixture.Time.Advance(Due);

        Assert.That(hasEnded, Is.True);
        bool lives = (await Node().AuthenticateAsync(token)).Succeeded;
        // Call 4 creates the record, call 5 looks whether all sessions were ended in between. Then the login begins again.
        Assert.That(lives, Is.EqualTo(number <= 5));
        // A store that has lost its lists finds no record to remove, so the session ends at its renewal.
        Assert.That(isAccepted, Is.EqualTo(lives || losesLists));
        if (!losesLists)
            Assert.That(_fixture.Store.Records.Select(record => record.Id), Is.EquivalentTo(lives ? (SessionId[])[SessionFixture.IdOf(token)] : []), "an attempt leaves no record");
    }

    /// <summary>A sign-in that authenticates no user, such as one with the properties of the current session, is no login after the end.</summary>
    [Test]
    [Property("Requirement", "F-24")]
    public async Task Issue_AuthenticatedBeforeTheEndAtEachCall_EndsOnceTheGenerationIsRead([Range(1, 6)] int number)
    {
        await IssueAsync();
        DateTimeOffset authenticated = _fixture.Time.GetUtcNow();
        _fixture.Time.Advance(TimeSpan.FromMinutes(1));
        int calls = 0;
        _fixture.Store.Before = async (_, _) =>
        {
            if (Interlocked.Increment(ref calls) == number)
                await Directory.RevokeAllAsync("alice");
        };

        string token = (await Node().IssueAsync(SessionFixture.Principal(), new() { AuthenticatedAt = authenticated })).Value;
        _fixture.Store.Before = null;

        Assert.That((await Node().AuthenticateAsync(token)).Succeeded, Is.EqualTo(number <= 2));
        _fixture.Time.Advance(Due);
        Assert.That((await Node().AuthenticateAsync(token)).Succeeded, Is.EqualTo(number <= 2));
    }

    [Test]
    public async Task Logins_FirstOfManyOnManyNodesAtOnce_AllLive()
    {
        _fixture.Store.Before = async (_, _) => await Task.Yield();
        string[] tokens = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => IssueAsync()));
        _fixture.Time.Advance(Due);

        foreach (string token in tokens)
            Assert.That((await Node().AuthenticateAsync(token)).Succeeded, Is.True);
        Assert.That(_store.Marks, Has.Count.EqualTo(1));
    }
}
