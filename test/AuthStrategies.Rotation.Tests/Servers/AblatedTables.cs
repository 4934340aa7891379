using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests.Servers;

/// <summary>The table with one ingredient taken away.</summary>
internal static class AblatedTables
{
    /// <summary>A successor is handed to everyone who presents its predecessor within W.</summary>
    public static RotationDecision WithoutHandOnce(in RotationQuestion question, in RotationState state, RotationRules rules)
    {
        bool isYoung = question.Now - state.BornAt < rules.ReuseWindow;
        return question.Presented == PresentedSecret.Previous && !state.IsUsed && isYoung
            ? HandCurrent(question)
            : RotationTable.Decide(question, state, rules);
    }

    /// <summary>A successor that was never used is handed out again.</summary>
    public static RotationDecision WithoutFreshSuccessor(in RotationQuestion question, in RotationState state, RotationRules rules)
    {
        RotationDecision decision = RotationTable.Decide(question, state, rules);
        return decision.Write == RotationWrite.FreshSuccessor ? new(RotationAnswer.HandCurrent) : decision;
    }

    /// <summary>A late token ends the session at its first sighting.</summary>
    public static RotationDecision WithoutSecondHead(in RotationQuestion question, in RotationState state, RotationRules rules)
    {
        RotationDecision decision = RotationTable.Decide(question, state, rules);
        return decision.Write == RotationWrite.Branch ? new(RotationAnswer.Reused, RotationWrite.End) : decision;
    }

    /// <summary>Only a refresh counts as the first use of a token.</summary>
    public static RotationDecision WithoutFirstUseAtAuthenticate(in RotationQuestion question, in RotationState state, RotationRules rules)
    {
        RotationDecision decision = RotationTable.Decide(question, state, rules);
        return question.Verb == RotationVerb.Authenticate && decision.Write == RotationWrite.MarkUsed ? new(RotationAnswer.Accept) : decision;
    }

    private static RotationDecision HandCurrent(in RotationQuestion question) => question.Verb == RotationVerb.Authenticate
        ? new(question.Transport == RotationTransport.Cookie ? RotationAnswer.AcceptThenAtHeaders : RotationAnswer.Accept)
        : new(RotationAnswer.HandCurrent);
}
