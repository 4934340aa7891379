using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Stores;

/// <summary>Calls at one time, and calls that stop.</summary>
public sealed partial class SubjectGenerationsTests
{
    [Test]
    public async Task Renewal_EverythingOfTheSubjectEndsAtEachCall_IsTheLastOne([Range(1, 3)] int number)
    {
        string token = await IssueAsync();
        SessionStrategy node = Node();
        await node.AuthenticateAsync(token);
        _fixture.Time.Advance(Due);
        await node.AuthenticateAsync(await IssueAsync("bob"));
        int calls = 0;
        _fixture.Store.Before = async (_, _) =>
        {
            if (Interlocked.Increment(ref calls) != number)
                return;
            _store.LoseLists();
            await Directory.RevokeAllAsync("alice");
        };

        bool renewed = (await node.AuthenticateAsync(token)).Succeeded;
        _fixture.Store.Before = null;
        _fixture.Time.Advance(Due);

        Assert.That(renewed, Is.EqualTo(number == 3), "only the write itself is too late");
        Assert.That((await Node().AuthenticateAsync(token)).Succeeded, Is.False);
    }

    [Test]
    public async Task RevokeAll_FromFourNodesAtOnce_EndsTheSession([Values] bool keepsAnother)
    {
        (string token, string kept) = (await IssueAsync(), await IssueAsync());
        _store.LoseLists();
        _fixture.Store.Before = async (_, _) => await Task.Yield();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Directory.RevokeAllAsync("alice", keepsAnother ? SessionFixture.IdOf(kept) : null).AsTask()));
        _fixture.Store.Before = null;
        _fixture.Time.Advance(Due);

        Assert.That((await Node().AuthenticateAsync(token)).Succeeded, Is.False);
        Assert.That((await Node().AuthenticateAsync(kept)).Succeeded, Is.EqualTo(keepsAnother));
    }

    [Test]
    [Property("Requirement", "F-02")]
    public async Task RevokeAll_StopsAtEachCall_EndsAllAtTheirRenewalOrCanBeRepeated([Range(1, 10)] int number, [Values] bool afterEffect, [Values] bool lostLists)
    {
        string token = await IssueAsync();
        if (lostLists)
            _store.LoseLists();
        await StopAsync(number, afterEffect, () => Directory.RevokeAllAsync("alice").AsTask());

        string again = await IssueAsync();
        await Directory.RevokeAllAsync("alice");
        _fixture.Time.Advance(Due);

        Assert.That((await Node().AuthenticateAsync(token)).Succeeded, Is.False);
        Assert.That((await Node().AuthenticateAsync(again)).Succeeded, Is.False);
        Assert.That((await Node().AuthenticateAsync(await IssueAsync())).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "F-05")]
    public async Task RevokeAll_RemovalFails_EndsAllAtTheirRenewal()
    {
        string token = await IssueAsync();
        _fixture.Store.Before = (operation, _) => operation == "remove_all" ? throw new IOException("stop") : Task.CompletedTask;
        await Assert.ThatAsync(() => Directory.RevokeAllAsync("alice").AsTask(), Throws.InstanceOf<SessionStoreException>());
        _fixture.Store.Before = null;
        _fixture.Time.Advance(Due);

        Assert.That((await Node().AuthenticateAsync(token)).Succeeded, Is.False);
    }

    /// <summary>A store that is full refuses each write, and takes them again when something was removed.</summary>
    [Test]
    [Property("Requirement", "F-27")]
    public async Task RevokeAll_StoreIsFull_RemovesTheSessionsAndReplacesTheGeneration([Values] bool keepsAnother)
    {
        (string listed, string kept) = (await IssueAsync(), await IssueAsync());
        IReadOnlyList<SessionRecord> marks = _store.Marks;
        bool isFull = true;
        _fixture.Store.Before = (operation, _) =>
        {
            isFull &= operation is not ("remove" or "remove_all");
            return isFull && (operation is "create" or "replace") ? throw new IOException("full") : Task.CompletedTask;
        };

        int ended = await Directory.RevokeAllAsync("alice", keepsAnother ? SessionFixture.IdOf(kept) : null);

        Assert.That(ended, Is.EqualTo(keepsAnother ? 1 : 2));
        Assert.That(_fixture.Store.Peek(SessionFixture.IdOf(listed)), Is.Null);
        Assert.That(_fixture.Store.Peek(SessionFixture.IdOf(kept)) is not null, Is.EqualTo(keepsAnother));
        Assert.That(_store.Marks.Select(mark => (mark.Id, mark.Version)), Is.Not.SupersetOf(marks.Select(mark => (mark.Id, mark.Version))));
        _fixture.Time.Advance(Due);
        Assert.That((await Node().AuthenticateAsync(kept)).Succeeded, Is.EqualTo(keepsAnother));
    }

    /// <summary>Between the removal that makes room and the generation a login may create its record: with the old generation it has ended.</summary>
    [Test]
    [Property("Requirement", "F-24")]
    public async Task RevokeAll_StoreIsFullAndALoginIsBetween_LeavesNoSessionThatHasEnded()
    {
        await IssueAsync();
        bool isFull = true;
        string? between = null;
        _fixture.Store.Before = (operation, _) => isFull && (operation is "create" or "replace") ? throw new IOException("full") : Task.CompletedTask;
        _fixture.Store.After = async (operation, _) =>
        {
            if (operation != "remove_all" || between is not null)
                return;
            isFull = false;
            between = "";
            between = await IssueAsync();
        };

        await Directory.RevokeAllAsync("alice");
        (_fixture.Store.Before, _fixture.Store.After) = (null, null);

        Assert.That(between, Is.Not.Empty);
        Assert.That((await Node().AuthenticateAsync(between!)).Succeeded, Is.False);
        Assert.That(_fixture.Store.Records, Is.Empty);
    }

    /// <summary>The end of a session without a list is only promised if the generation was replaced.</summary>
    [Test]
    public async Task RevokeAll_GenerationCannotBeReplaced_RemovesTheListedAndThrows([Values("find", "create", "replace")] string failing)
    {
        string listed = await IssueAsync();
        _fixture.Store.Before = (operation, _) => operation == failing ? throw new IOException("stop") : Task.CompletedTask;

        await Assert.ThatAsync(() => Directory.RevokeAllAsync("alice").AsTask(), Throws.InstanceOf<SessionStoreException>());

        Assert.That(_fixture.Store.Peek(SessionFixture.IdOf(listed)), Is.Null);
    }

    [Test]
    [Property("Requirement", "F-02")]
    public async Task RevokeOthers_StopsAtEachCall_NeverEndsTheSessionThatStays([Range(1, 11)] int number, [Values] bool afterEffect)
    {
        (string kept, string other) = (await IssueAsync(), await IssueAsync());
        SessionId except = SessionFixture.IdOf(kept);
        _store.LoseLists();
        await StopAsync(number, afterEffect, () => Directory.RevokeAllAsync("alice", except).AsTask());
        _fixture.Time.Advance(Due);

        Assert.That((await Node().AuthenticateAsync(kept)).Succeeded, Is.True);
        bool isDone = _fixture.Store.Peek(SessionFixture.IdOf(other)) is null || !(await Node().AuthenticateAsync(other)).Succeeded;
        await Directory.RevokeAllAsync("alice", except);
        _fixture.Time.Advance(Due);
        Assert.That((await Node().AuthenticateAsync(other)).Succeeded, Is.False);
        Assert.That((await Node().AuthenticateAsync(kept)).Succeeded, Is.True);
        if (number == 11)
            Assert.That(isDone, Is.True, "the generation was replaced before the last call, the removal");
    }

    [Test]
    public async Task RevokeOthers_SessionThatStaysIsRenewedAtEachCall_Lives([Range(1, 11)] int number)
    {
        (string kept, string other) = (await IssueAsync(), await IssueAsync());
        _store.LoseLists();
        _fixture.Time.Advance(Due);
        int calls = 0;
        bool? renewed = null;
        _fixture.Store.Before = async (_, _) =>
        {
            if (Interlocked.Increment(ref calls) == number)
                renewed = (await Node().AuthenticateAsync(kept)).Succeeded;
        };

        await Directory.RevokeAllAsync("alice", SessionFixture.IdOf(kept));
        _fixture.Store.Before = null;
        _fixture.Time.Advance(Due);

        Assert.That(renewed, Is.True);
        Assert.That((await Node().AuthenticateAsync(kept)).Succeeded, Is.True);
        Assert.That((await Node().AuthenticateAsync(other)).Succeeded, Is.False);
    }

    [Test]
    public async Task RevokeOthers_SessionThatWasEndedBefore_DoesNotComeBack([Values] bool wasLost)
    {
        string token = await IssueAsync();
        _store.LoseLists();
        await Directory.RevokeAllAsync("alice");
        if (wasLost)
            _store.LoseMarks();

        await Directory.RevokeAllAsync("alice", SessionFixture.IdOf(token));
        _fixture.Time.Advance(Due);

        Assert.That((await Node().AuthenticateAsync(token)).Succeeded, Is.False);
    }

    [Test]
    public async Task RevokeOthers_SessionOfAnotherSubject_KeepsNothing()
    {
        (string alice, string bob) = (await IssueAsync(), await IssueAsync("bob"));
        _store.LoseLists();

        await Directory.RevokeAllAsync("alice", SessionFixture.IdOf(bob));
        _fixture.Time.Advance(Due);

        Assert.That((await Node().AuthenticateAsync(alice)).Succeeded, Is.False);
        Assert.That((await Node().AuthenticateAsync(bob)).Succeeded, Is.True);
    }

    [Test]
    public async Task RevokeOthers_OneAfterTheOtherFromTwoSessions_EndsTheFirst()
    {
        (string first, string second) = (await IssueAsync(), await IssueAsync());
        _store.LoseLists();
        await Directory.RevokeAllAsync("alice", SessionFixture.IdOf(first));
        _store.LoseLists();
        // The second one has ended at this moment, so nothing of it is kept.
        await Directory.RevokeAllAsync("alice", SessionFixture.IdOf(second));
        _fixture.Time.Advance(Due);

        Assert.That((await Node().AuthenticateAsync(first)).Succeeded, Is.False);
        Assert.That((await Node().AuthenticateAsync(second)).Succeeded, Is.False);
    }

    /// <summary>Makes one call of the store fail, before or after its effect.</summary>
    private async Task StopAsync(int number, bool afterEffect, Func<Task> act)
    {
        int calls = 0;
        Task Hook(string operation, int _) => Interlocked.Increment(ref calls) == number ? throw new IOException("stop") : Task.CompletedTask;
        if (afterEffect)
            _fixture.Store.After = Hook;
        else
            _fixture.Store.Before = Hook;
        try
        {
            await act();
        }
        catch (SessionStoreException)
        {
            // As a client sees it.
        }

        (_fixture.Store.Before, _fixture.Store.After) = (null, null);
        Assert.That(calls, Is.GreaterThanOrEqualTo(number), "the call was reached");
    }
}
