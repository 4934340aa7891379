using AuthStrategies.Rotation.Tests.Simulation;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests.Servers;

/// <summary>The product, except where a wrong table decides something else than <see cref="RotationTable"/>: there the wrong one is obeyed.</summary>
internal sealed class WrongStrategyServer(StrategyServer product, RotationRules rules, RotationDecider wrong) : ISimulatedServer
{
    public bool HasEnded => product.HasEnded;

    public WriteCounts Writes => product.Writes;

    public bool IsCurrentUsed => product.IsCurrentUsed;

    public bool IsCurrent(SimulatedToken token) => product.IsCurrent(token);

    public SimulatedToken Issue(DateTimeOffset now) => product.Issue(now);

    public bool Authenticate(in SimulatedCall call, out bool looksAgainAtHeaders)
    {
        if (WrongDecision(call, RotationVerb.Authenticate) is not { } decision)
            return product.Authenticate(call, out looksAgainAtHeaders);

        looksAgainAtHeaders = decision.Answer == RotationAnswer.AcceptThenAtHeaders;
        Obey(decision);
        return !HasEnded;
    }

    public SimulatedToken? AtHeaders(in SimulatedCall call) =>
        WrongDecision(call, RotationVerb.AtHeaders) is { } decision ? Obey(decision) : product.AtHeaders(call);

    public bool Refresh(in SimulatedCall call, out SimulatedToken? handed)
    {
        if (WrongDecision(call, RotationVerb.Refresh) is not { } decision)
            return product.Refresh(call, out handed);

        handed = Obey(decision);
        return !HasEnded;
    }

    public override string ToString() => product.ToString();

    private RotationDecision? WrongDecision(in SimulatedCall call, RotationVerb verb)
    {
        if (product.State is not { } state)
            return null;

        RotationQuestion question = new(state.Find(StrategyServer.HashOf(call.Token)), verb, call.Transport, call.Now);
        RotationDecision decision = wrong(question, state, rules);
        return decision == RotationTable.Decide(question, state, rules) ? null : decision;
    }

    private SimulatedToken? Obey(RotationDecision decision)
    {
        switch (decision)
        {
            case { Write: RotationWrite.End }:
                product.End();
                return null;
            case { Write: RotationWrite.None, Answer: RotationAnswer.HandCurrent }:
                return product.Current;
            case { Write: RotationWrite.None }:
                return null;
            default:
                throw new NotSupportedException($"No wrong table decides {decision}.");
        }
    }
}
