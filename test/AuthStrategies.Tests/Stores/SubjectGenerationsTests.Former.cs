using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Stores;

/// <summary>A former login that is moved while all sessions of its user end.</summary>
public sealed partial class SubjectGenerationsTests
{
    [Test]
    [Property("Requirement", "F-24")]
    public async Task Move_EverythingOfTheSubjectEndsAtEachCall_EitherEndsOrIsNotAffected([Range(1, 12)] int number, [Values] bool losesLists)
    {
        await IssueAsync();
        await IssueAsync("bob");
        List<string> operations = [];
        _fixture.Store.Before = (operation, _) =>
        {
            operations.Add(operation);
            return Task.CompletedTask;
        };
        await MoveAsync("bob", 1);
        // Two looks at the notes about ended logins, and one at the generation.
        int lastLook = operations.IndexOf("create") + 1 + 3;
        int calls = 0;
        _fixture.Store.Before = async (_, _) =>
        {
            if (Interlocked.Increment(ref calls) != number)
                return;
            if (losesLists)
                _store.LoseLists();
            await Directory.RevokeAllAsync("alice");
        };

        SessionId session = await MoveAsync("alice", 2);
        _fixture.Store.Before = null;
        bool isFound = await Directory.FindAsync(session) is not null;
        _fixture.Time.Advance(Due);

        bool lives = await Directory.TouchAsync(session) is not null;
        Assert.That(lives, Is.EqualTo(number <= lastLook || calls < number));
        Assert.That(isFound, Is.EqualTo(lives || losesLists));
    }

    private async Task<SessionId> MoveAsync(string subject, byte credential)
    {
        IFormerLogins logins = Node();
        string token = logins.TokenOf([credential]);
        FormerLoginOutcome outcome = await logins.MoveAsync(token, SessionFixture.Principal(subject), options: null, _fixture.Now, _fixture.Now.AddDays(1));
        Assert.That(outcome, Is.EqualTo(FormerLoginOutcome.Moved));
        return SessionFixture.IdOf(token);
    }
}
