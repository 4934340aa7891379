using static AuthStrategies.Sessions.Rotation.RotationAnswer;
using static AuthStrategies.Sessions.Rotation.RotationWrite;

namespace AuthStrategies.Sessions.Rotation;

/// <summary>
/// The rules of rotation as one pure function of the presented token, the state, the verb and the transport. Each row of
/// the table is one return statement with the three columns of the row.
/// </summary>
/// <remarks>
/// Each successor is sent in one answer only; other requests keep their token. The only exception is a branch: its
/// successor is sent again while it is unused. Each decision about a record is written by one compare-and-swap;
/// if that is lost, the decision is made again.
/// </remarks>
internal static class RotationTable
{
    private static readonly RotationDecision Accepted = new(Accept);
    private static readonly RotationDecision Same = new(SameToken);
    private static readonly RotationDecision Nothing = new(Unchanged);
    private static readonly RotationDecision Current = new(HandCurrent);
    private static readonly RotationDecision Rotated = new(HandSuccessor, Rotate);
    private static readonly RotationDecision Fresh = new(HandSuccessor, FreshSuccessor);
    private static readonly RotationDecision Ended = new(Reused, End);

    public static RotationDecision Decide(in RotationQuestion question, in RotationState state, RotationRules rules)
    {
        TimeSpan age = Since(state.BornAt, question.Now);
        TimeSpan used = state.UsedAt is { } usedAt ? Since(usedAt, question.Now) : TimeSpan.Zero;
        return question.Presented switch
        {
            PresentedSecret.Current => OfCurrent(question, state, rules, age, used),
            PresentedSecret.Previous => OfPrevious(question, state, rules, age, used),
            PresentedSecret.Discarded => OfDiscarded(question, state, rules, used),
            PresentedSecret.BeforePrevious => OfBeforePrevious(question, state, rules),
            _ => OfOther(question),
        };
    }

    private static RotationDecision OfCurrent(in RotationQuestion question, in RotationState state, RotationRules rules, TimeSpan age, TimeSpan used)
    {
        // A refresh token rotates at its first use too, in that one write. At headers, it does what a refresh would do.
        if (question.Verb != RotationVerb.Authenticate && rules.IsRefreshToken && age >= RotationRules.MinRefreshedAge)
            return Rotated;

        // current │ unused
        if (!state.IsUsed)
            return Row(question, new(Accept, MarkUsed), new(SameToken, MarkUsed), Nothing);

        RotationDecision refresh = IsRefreshable(question, rules, age, used) ? Rotated : Same;
        // current │ used, a < E or s < G
        if (!IsDue(rules, age, used))
            return Row(question, Accepted, refresh, Nothing);

        // current │ used, a ≥ E and s ≥ G
        return Row(question, AcceptedByCookie(question), refresh, Rotated);
    }

    private static RotationDecision OfPrevious(in RotationQuestion question, in RotationState state, RotationRules rules, TimeSpan age, TimeSpan used)
    {
        if (state.IsUsed)
            return OfOlderThanUsed(question, state, rules, used, lateAfter: rules.LateRequestWindow);

        // previous │ C unused, doubted
        if (state.Doubted)
            return Row(question, AcceptedByCookie(question), Current, Current);

        // previous │ C unused, not doubted, a < W
        if (age < rules.ReuseWindow)
            return Row(question, Accepted, Nothing, Nothing);

        // previous │ C unused, not doubted, a ≥ W
        return Row(question, AcceptedByCookie(question), Fresh, Fresh);
    }

    private static RotationDecision OfDiscarded(in RotationQuestion question, in RotationState state, RotationRules rules, TimeSpan used)
    {
        // discarded │ C unused
        if (!state.IsUsed)
            return Row(question, new(Accept, Win), new(SameToken, Win), Nothing);

        TimeSpan lateAfter = question.Verb == RotationVerb.Refresh ? rules.ReuseWindow : rules.LateRequestWindow;
        return OfOlderThanUsed(question, state, rules, used, lateAfter);
    }

    private static RotationDecision OfOlderThanUsed(
        in RotationQuestion question, in RotationState state, RotationRules rules, TimeSpan used, TimeSpan lateAfter)
    {
        // previous or discarded │ used, s < G (discarded at refresh: s < W)
        if (used < lateAfter)
            return Row(question, Accepted, Nothing, Nothing);

        // previous or discarded │ used and late, doubted
        if (state.Doubted || rules.StrictReuse)
            return Row(question, Ended, Ended, Nothing);

        // previous or discarded │ used and late, not doubted
        return Row(question, AcceptedByCookie(question) with { Write = Branch }, new(HandSuccessor, Branch), Nothing);
    }

    private static RotationDecision OfBeforePrevious(in RotationQuestion question, in RotationState state, RotationRules rules)
    {
        bool isRecent = state.BeforePrevious is { } displaced && Since(displaced.At, question.Now) < rules.ReuseWindow;
        return isRecent ? Row(question, Accepted, Nothing, Nothing) : OfOther(question);
    }

    // any other S under the right F │ any
    private static RotationDecision OfOther(in RotationQuestion question) => Row(question, Ended, Ended, Nothing);

    private static RotationDecision Row(
        in RotationQuestion question, RotationDecision authenticate, RotationDecision refresh, RotationDecision atHeaders) => question.Verb switch
        {
            RotationVerb.Authenticate => authenticate,
            RotationVerb.Refresh => refresh,
            _ => atHeaders,
        };

    private static RotationDecision AcceptedByCookie(in RotationQuestion question) =>
        question.Transport == RotationTransport.Cookie ? new(AcceptThenAtHeaders) : Accepted;

    /// <summary>Whether a refresh may rotate a session token: not while requests with its predecessor may still be running.</summary>
    private static bool IsRefreshable(in RotationQuestion question, RotationRules rules, TimeSpan age, TimeSpan used) =>
        !rules.IsRefreshToken
        && age >= RotationRules.MinRefreshedAge
        && used >= (question.Transport == RotationTransport.Cookie ? rules.LateRequestWindow : rules.ReuseWindow);

    private static bool IsDue(RotationRules rules, TimeSpan age, TimeSpan used) =>
        rules.RotateEvery > TimeSpan.Zero && age >= rules.RotateEvery && used >= rules.LateRequestWindow;

    /// <summary>A negative age comes from a node whose clock is behind and counts as none.</summary>
    private static TimeSpan Since(DateTimeOffset instant, DateTimeOffset now) => now > instant ? now - instant : TimeSpan.Zero;
}
