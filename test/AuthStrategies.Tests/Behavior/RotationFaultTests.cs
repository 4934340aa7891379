using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Behavior;

/// <summary>A store that fails, and a client that leaves, at each call of each verb, in each row of the table of rotation.</summary>
[Property("Requirement", "F-45")]
[Property("Requirement", "M-14")]
public sealed class RotationFaultTests
{
    public static IEnumerable<string> Rows => RotationRows.Names;

    public static IEnumerable<string> Verbs => RotationAnswers.Verbs;

    [Test]
    public async Task EveryVerb_FailsOrIsCancelledAtEachCall_LeavesTheStateBeforeOrAfterIt(
        [ValueSource(nameof(Rows))] string name, [ValueSource(nameof(Verbs))] string verb, [Values] bool isCancelled, [Values] bool afterEffect)
    {
        RotationRow row = RotationRows.Of(name);
        (string whole, string after) = await UntroubledAsync(row, verb);
        bool isStruck = true;
        for (int call = 1; isStruck; call++)
        {
            SessionFixture fixture = new(logger: SessionFixture.Silent);
            RotationTokens tokens = await row.PrepareAsync(fixture);
            string before = tokens.StateIn(fixture);
            using var client = new CancellationTokenSource();
            fixture.Store.Forget();
            Task Strike(string operation, int number) =>
                number != call ? Task.CompletedTask : isCancelled ? client.CancelAsync() : throw new IOException("down");
            _ = afterEffect ? fixture.Store.After = Strike : fixture.Store.Before = Strike;

            string? answer = await AnswerAsync(fixture, verb, tokens.Presented, client.Token);
            isStruck = fixture.Store.Calls.Count >= call;
            (fixture.Store.Before, fixture.Store.After) = (null, null);

            string left = tokens.StateIn(fixture);
            Assert.That(left, Is.AnyOf(before, after), $"call {call}");
            Assert.That(answer, Is.Null.Or.EqualTo(whole), $"call {call}");
            Assert.That(answer is null || left == after, Is.True, $"call {call}: what was answered is stored");
            await RequireGoesOnAsync(fixture, row, tokens, left);
        }
    }

    private static async Task<(string Answer, string State)> UntroubledAsync(RotationRow row, string verb)
    {
        SessionFixture fixture = new(logger: SessionFixture.Silent);
        RotationTokens tokens = await row.PrepareAsync(fixture);
        (string answer, _) = await RotationAnswers.AskAsync(fixture.Strategy, verb, tokens.Presented);
        return (answer, tokens.StateIn(fixture));
    }

    /// <summary>The answer, or nothing if it cannot be told or the client has left.</summary>
    private static async Task<string?> AnswerAsync(SessionFixture fixture, string verb, string token, CancellationToken cancellationToken)
    {
        try
        {
            return (await RotationAnswers.AskAsync(fixture.Strategy, verb, token, cancellationToken)).Answer;
        }
        catch (SessionStoreException)
        {
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task RequireGoesOnAsync(SessionFixture fixture, RotationRow row, RotationTokens tokens, string left)
    {
        if (left == "ended")
        {
            Assert.That(row.Ends, Is.True);
            return;
        }

        if (!row.Ends)
            Assert.That((await fixture.Strategy.AuthenticateAsync(tokens.Presented)).Succeeded, Is.True);
        Assert.That((await fixture.Strategy.AuthenticateAsync(tokens.Other)).Succeeded, Is.True);
    }
}
