using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests.Table;

/// <summary>All of (presented × state × verb × transport × rules): what holds for every cell.</summary>
public sealed partial class RotationTableTests
{
    private static readonly Bytes32 Successor = Secrets.Hash(100);
    private static readonly Bytes32 Salt = Secrets.Hash(101);

    private static readonly RotationRules[] AllRules =
    [
        .. from isRefreshToken in new[] { false, true }
           from isStrict in new[] { false, true }
           from rotateEvery in new[] { TimeSpan.FromMinutes(15), TimeSpan.Zero }
           select new RotationRules { IsRefreshToken = isRefreshToken, StrictReuse = isStrict, RotateEvery = rotateEvery },
    ];

    private static readonly Cell[] Cells =
    [
        .. from rules in AllRules
           from state in States(rules.IsRefreshToken)
           from presented in Enumerable.Range(1, 9).Select(number => Secrets.Hash((byte)number))
           from verb in Enum.GetValues<RotationVerb>()
           from transport in Enum.GetValues<RotationTransport>()
           select new Cell(rules, state, presented, verb, transport),
    ];

    [Test]
    public void Find_EverySecretOfAState_IsWhatItIs()
    {
        RotationState full = States(isRefreshToken: true).Last();

        Assert.That(Enumerable.Range(1, 8).Select(number => full.Find(Secrets.Hash((byte)number))), Is.EqualTo(new[]
        {
            PresentedSecret.Current, PresentedSecret.Previous, PresentedSecret.Discarded, PresentedSecret.Discarded,
            PresentedSecret.Discarded, PresentedSecret.Discarded, PresentedSecret.BeforePrevious, PresentedSecret.Other,
        }));
    }

    [Test]
    public void Decide_EveryCell_EndsExactlyWhenItRefuses() =>
        Every(cell => cell.Decision.Write == RotationWrite.End == (cell.Decision.Answer == RotationAnswer.Reused));

    [Test]
    public void Decide_Current_NeverEnds() =>
        Every(cell => cell.What != PresentedSecret.Current || cell.Decision.Write != RotationWrite.End);

    [Test]
    public void Decide_PreviousOrDiscarded_EndsOnlyWhenTheCurrentOneIsUsed() =>
        Every(cell => cell.What is not (PresentedSecret.Previous or PresentedSecret.Discarded) || cell.State.IsUsed || cell.Decision.Write != RotationWrite.End);

    [Test]
    public void Decide_PreviousOrDiscarded_EndsOnlyInDoubtOrWhenStrict() =>
        Every(cell => cell.What is not (PresentedSecret.Previous or PresentedSecret.Discarded)
            || cell.State.Doubted || cell.Rules.StrictReuse || cell.Decision.Write != RotationWrite.End);

    [Test]
    public void Decide_Strict_NeverBranches() =>
        Every(cell => !cell.Rules.StrictReuse || cell.Decision.Write != RotationWrite.Branch);

    [Test]
    public void Decide_Authenticate_HandsNothing() =>
        Every(cell => cell.Verb != RotationVerb.Authenticate || cell.Decision.Answer is RotationAnswer.Accept or RotationAnswer.AcceptThenAtHeaders or RotationAnswer.Reused);

    [Test]
    public void Decide_Authenticate_NeverRotates() =>
        Every(cell => cell.Verb != RotationVerb.Authenticate || cell.Decision.Write is not (RotationWrite.Rotate or RotationWrite.FreshSuccessor));

    [Test]
    public void Decide_Bearer_NeverWaitsForTheHeaders() =>
        Every(cell => cell.Transport != RotationTransport.Bearer || cell.Decision.Answer != RotationAnswer.AcceptThenAtHeaders);

    [Test]
    public void Decide_AtHeaders_HandsOrLeavesAsItIs() =>
        Every(cell => cell.Verb != RotationVerb.AtHeaders
            || cell.Decision == new RotationDecision(RotationAnswer.Unchanged)
            || cell.Decision.Answer is RotationAnswer.HandCurrent or RotationAnswer.HandSuccessor);

    [Test]
    public void Decide_AtHeaders_HandsOnlyWhatAuthenticationPromised() =>
        Every(cell => cell.Verb != RotationVerb.AtHeaders || cell.Decision.Answer == RotationAnswer.Unchanged
            // The headers of a request that a refresh token has authenticated always carry an access token, so they always decide.
            || (cell.Rules.IsRefreshToken && cell.What == PresentedSecret.Current)
            || cell.With(RotationVerb.Authenticate, RotationTransport.Cookie).Decision.Answer == RotationAnswer.AcceptThenAtHeaders);

    [Test]
    public void Decide_AcceptThenAtHeaders_HandsOneThere() =>
        Every(cell => cell.Decision.Answer != RotationAnswer.AcceptThenAtHeaders
            || cell.Next.With(RotationVerb.AtHeaders, cell.Transport).Decision.Answer != RotationAnswer.Unchanged);

    [Test]
    public void Decide_HandedSuccessor_IsMadeByTheSameWrite() =>
        Every(cell => cell.Decision.Answer != RotationAnswer.HandSuccessor || cell.Decision.MakesSuccessor);

    [Test]
    public void Decide_SameToken_IsTheCurrentOneAfterTheWrite() =>
        Every(cell => cell.Decision.Answer != RotationAnswer.SameToken || cell.Next.What == PresentedSecret.Current);

    [Test]
    public void Decide_HandCurrent_IsDerivedFromWhatWasPresentedAndABranch() =>
        Every(cell => cell.Decision.Answer != RotationAnswer.HandCurrent
            || (cell.What == PresentedSecret.Previous && cell.State is { Doubted: true, IsUsed: false } && cell.Decision.Write == RotationWrite.None));

    [Test]
    public void Decide_SuccessorIsHanded_TheSamePresentedAtOnceGetsNone() =>
        Every(cell => cell.Decision.Answer != RotationAnswer.HandSuccessor || cell.Next.State.Doubted || !Hands(cell.Next.Decision));

    [Test]
    public void Decide_AnyWrite_TheSamePresentedAtOnceNeverEnds() =>
        Every(cell => cell.What == PresentedSecret.Other || cell.Decision.Write == RotationWrite.End || cell.Next.Decision.Write != RotationWrite.End);

    [Test]
    public void Decide_AnyWrite_TheSamePresentedAtOnceWritesNothing() =>
        Every(cell => cell.Decision.Write is RotationWrite.None or RotationWrite.End || cell.Next.Decision.Write == RotationWrite.None
            // A refresh token rotates by its age alone, also right after it has won.
            || (cell.Rules.IsRefreshToken && cell.Decision.Write == RotationWrite.Win && cell.Next.Decision.Write == RotationWrite.Rotate));

    [Test]
    public void After_AnyWriteThatMakesASuccessor_PresentedIsItsPredecessor() =>
        Every(cell => !cell.Decision.MakesSuccessor
            || (cell.Next.What == PresentedSecret.Previous && cell.Next.State.Secret.Equals(Successor) && cell.Next.State.Previous!.Salt.Equals(Salt) && !cell.Next.State.IsUsed));

    [Test]
    public void After_AnyWriteWithinAnEra_NoSecretButTheFormerPreviousIsForgotten() =>
        Every(cell => cell.Decision.Write is RotationWrite.Rotate or RotationWrite.End || cell.State.Discarded.Length == RotationState.MaxDiscarded
            || Known(cell.State).Where(secret => !(cell.Decision.Write == RotationWrite.Branch && cell.State.Find(secret) == PresentedSecret.Previous))
                .All(secret => cell.Next.State.Find(secret) != PresentedSecret.Other));

    [Test]
    public void After_AnyWrite_AtMostFourAreDiscardedAndNoneTwice() =>
        Every(cell => cell.Next.State.Discarded.Length <= RotationState.MaxDiscarded
            && cell.Next.State.Discarded.Distinct().Count() == cell.Next.State.Discarded.Length
            && !cell.Next.State.Discarded.Contains(ShortHash.Of(cell.Next.State.Secret)));

    [Test]
    public void After_AnyWrite_NoInstantMovesBack() =>
        Every(cell => cell.Next.State.BornAt >= cell.State.BornAt && (cell.Next.State.UsedAt ?? DateTimeOffset.MaxValue) >= cell.State.BornAt);

    private static void Every(Func<Cell, bool> holds)
    {
        Assert.That(Cells, Has.Length.GreaterThan(100_000));
        Cell? wrong = Array.Find(Cells, cell => !holds(cell));
        Assert.That(wrong, Is.Null, () => wrong!.ToString());
    }

    private static bool Hands(RotationDecision decision) => decision.Answer is RotationAnswer.HandCurrent or RotationAnswer.HandSuccessor;

    private static IEnumerable<Bytes32> Known(RotationState state) =>
        Enumerable.Range(1, 9).Select(number => Secrets.Hash((byte)number)).Where(secret => state.Find(secret) != PresentedSecret.Other);

    /// <summary>Every state at every border of its two ages; the secrets are numbered as <see cref="Find_EverySecretOfAState_IsWhatItIs"/> says.</summary>
    private static IEnumerable<RotationState> States(bool isRefreshToken)
    {
        var rules = new RotationRules();
        TimeSpan[] limits = [TimeSpan.Zero, rules.ReuseWindow, RotationRules.MinRefreshedAge, rules.LateRequestWindow, rules.RotateEvery];
        TimeSpan[] ages = [.. limits.SelectMany(limit => new[] { limit - TimeSpan.FromTicks(1), limit }), TimeSpan.FromDays(2)];
        return from age in ages
               from used in ages.Select(used => (TimeSpan?)used).Prepend(null)
               where used is null || used <= age
               from isDoubted in new[] { false, true }
               from discarded in new[] { 0, 1, RotationState.MaxDiscarded }
               from displaced in isRefreshToken ? new TimeSpan?[] { null, age } : [null]
               select new RotationState
               {
                   Secret = Secrets.Hash(1),
                   BornAt = Now - age,
                   UsedAt = Now - used,
                   Previous = new PreviousSecret(Secrets.Hash(2), Secrets.Hash(50)),
                   Discarded = [.. Enumerable.Range(3, discarded).Select(number => ShortHash.Of(Secrets.Hash((byte)number)))],
                   Doubted = isDoubted,
                   BeforePrevious = displaced is { } ago ? new(ShortHash.Of(Secrets.Hash(7)), Now - ago) : null,
               };
    }

    private sealed class Cell(RotationRules rules, RotationState state, Bytes32 presented, RotationVerb verb, RotationTransport transport)
    {
        public RotationRules Rules { get; } = rules;

        public RotationState State { get; } = state;

        public RotationVerb Verb { get; } = verb;

        public RotationTransport Transport { get; } = transport;

        public PresentedSecret What { get; } = state.Find(presented);

        public RotationDecision Decision { get; } = RotationTable.Decide(new(state.Find(presented), verb, transport, Now), state, rules);

        /// <summary>The same question after this cell's write; after an end, this one again.</summary>
        public Cell Next => Decision.Write == RotationWrite.End
            ? this
            : new(Rules, State.After(Decision.Write, presented, Successor, Salt, Now, Rules.IsRefreshToken), presented, Verb, Transport);

        public Cell With(RotationVerb verb, RotationTransport transport) => new(Rules, State, presented, verb, transport);

        public override string ToString() =>
            $"{What} {Verb} {Transport} used {Now - State.UsedAt}, age {Now - State.BornAt}, doubted {State.Doubted}, discarded {State.Discarded.Length}, "
            + $"refresh token {Rules.IsRefreshToken}, strict {Rules.StrictReuse}, every {Rules.RotateEvery}: {Decision}";
    }
}
