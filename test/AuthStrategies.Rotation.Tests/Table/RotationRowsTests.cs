using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;
using static AuthStrategies.Sessions.Rotation.PresentedSecret;
using static AuthStrategies.Sessions.Rotation.RotationAnswer;
using static AuthStrategies.Sessions.Rotation.RotationWrite;

namespace AuthStrategies.Rotation.Tests.Table;

/// <summary>
/// The table of docs/decisions/0021-rotation.md, written a second time as rows: each question is in exactly one row, and the
/// decision is the cell of that row.
/// </summary>
public sealed class RotationRowsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan W = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan G = TimeSpan.FromSeconds(630);

    private static readonly RotationDecision Accepted = new(Accept);
    private static readonly RotationDecision AtHeaders = new(AcceptThenAtHeaders);
    private static readonly RotationDecision Same = new(SameToken);
    private static readonly RotationDecision LeftOut = new(Unchanged);
    private static readonly RotationDecision Rotated = new(HandSuccessor, Rotate);
    private static readonly RotationDecision Fresh = new(HandSuccessor, FreshSuccessor);
    private static readonly RotationDecision Branched = new(HandSuccessor, Branch);
    private static readonly RotationDecision Ended = new(Reused, End);

    // The columns: authenticate from a cookie, authenticate from a header, refresh, at headers.
    private static readonly Row[] Rows =
    [
        new("current, unused", c => c.Is(Current) && !c.IsUsed && !c.RotatesAsRefreshToken, new(Accept, MarkUsed), new(Accept, MarkUsed), _ => new(SameToken, MarkUsed), LeftOut),
        new("current, used, a < E or s < G", c => c.Is(Current) && c.IsUsed && (c.Age < c.E || c.Used < G) && !c.RotatesAsRefreshToken, Accepted, Accepted, c => c.IsSameBack ? Same : Rotated, LeftOut),
        new("current, used, a ≥ E and s ≥ G", c => c.Is(Current) && c.IsUsed && c.Age >= c.E && c.Used >= G && !c.RotatesAsRefreshToken, AtHeaders, Accepted, c => c.IsRefreshToken ? Same : Rotated, Rotated),
        new("current, a ≥ 5 min, at a refresh or at the headers of a refresh token", c => c.Is(Current) && c.RotatesAsRefreshToken, default, default, _ => Rotated, Rotated),
        new("previous, C unused, not doubted, a < W", c => c.Is(Previous) && !c.IsUsed && !c.Doubted && c.Age < W, Accepted, Accepted, _ => LeftOut, LeftOut),
        new("previous, C unused, not doubted, a ≥ W", c => c.Is(Previous) && !c.IsUsed && !c.Doubted && c.Age >= W, AtHeaders, Accepted, _ => Fresh, Fresh),
        new("previous, C unused, doubted", c => c.Is(Previous) && !c.IsUsed && c.Doubted, AtHeaders, Accepted, _ => new(HandCurrent), new(HandCurrent)),
        new("previous, used, s < G", c => c.Is(Previous) && c.IsUsed && c.Used < G, Accepted, Accepted, _ => LeftOut, LeftOut),
        new("late, not doubted", c => c.IsLate && !c.Doubted && !c.IsStrict, AtHeaders with { Write = Branch }, Accepted with { Write = Branch }, _ => Branched, LeftOut),
        new("late, doubted or strict", c => c.IsLate && (c.Doubted || c.IsStrict), Ended, Ended, _ => Ended, LeftOut),
        new("discarded, C unused", c => c.Is(Discarded) && !c.IsUsed, new(Accept, Win), new(Accept, Win), _ => new(SameToken, Win), LeftOut),
        new("discarded, used, s < G (refresh: s < W)", c => c.Is(Discarded) && c.IsUsed && c.Used < c.LateFrom, Accepted, Accepted, _ => LeftOut, LeftOut),
        new("before previous, displaced less than W ago", c => c.Is(BeforePrevious) && c.Displaced < W, Accepted, Accepted, _ => LeftOut, LeftOut),
        new("any other", c => c.Is(Other) || (c.Is(BeforePrevious) && c.Displaced >= W), Ended, Ended, _ => Ended, LeftOut),
    ];

    [Test]
    [Property("Requirement", "M-14")]
    public void Decide_EveryQuestion_IsTheCellOfItsOneRow()
    {
        var seen = new HashSet<string>();
        foreach (Cell cell in Cells())
        {
            Row[] rows = Array.FindAll(Rows, row => row.Holds(cell));
            Assert.That(rows, Has.Length.EqualTo(1), () => $"{cell} is in the rows {string.Join(" and ", rows.Select(row => row.Name))}");
            RotationDecision expected = rows[0].CellOf(cell);
            Assert.That(cell.Decide(), Is.EqualTo(expected), () => $"{cell}: {rows[0].Name}");
            seen.Add(rows[0].Name);
        }

        Assert.That(seen, Is.EquivalentTo(Rows.Select(row => row.Name)), "each row was asked");
    }

    private static IEnumerable<Cell> Cells()
    {
        TimeSpan[] limits = [TimeSpan.Zero, W, Young, G, TimeSpan.FromMinutes(15)];
        TimeSpan[] ages = [.. limits.SelectMany(limit => new[] { limit - TimeSpan.FromTicks(1), limit }), TimeSpan.FromDays(2)];
        return from isRefreshToken in new[] { false, true }
               from isStrict in new[] { false, true }
               from every in new[] { TimeSpan.FromMinutes(15), TimeSpan.Zero }
               from age in ages
               from used in ages.Select(used => (TimeSpan?)used).Prepend(null)
               from doubted in new[] { false, true }
               from displaced in ages
               from presented in isRefreshToken ? Enum.GetValues<PresentedSecret>() : [Current, Previous, Discarded, Other]
               where presented == BeforePrevious || displaced == TimeSpan.Zero
               from verb in Enum.GetValues<RotationVerb>()
               from transport in Enum.GetValues<RotationTransport>()
               select new Cell(presented, verb, transport, age, used, doubted, displaced, isRefreshToken, isStrict, every);
    }

    /// <summary>One row: which questions are in it, and what is in its columns.</summary>
    private sealed record Row(
        string Name, Func<Cell, bool> Holds, RotationDecision Cookie, RotationDecision Bearer, Func<Cell, RotationDecision> Refresh, RotationDecision Headers)
    {
        public RotationDecision CellOf(Cell cell) => cell.Verb switch
        {
            RotationVerb.Refresh => Refresh(cell),
            RotationVerb.AtHeaders => Headers,
            _ => cell.IsCookie ? Cookie : Bearer,
        };
    }

    private sealed record Cell(
        PresentedSecret Presented, RotationVerb Verb, RotationTransport Transport,
        TimeSpan AgeOnThisClock, TimeSpan? UsedOnThisClock, bool Doubted, TimeSpan Displaced, bool IsRefreshToken, bool IsStrict, TimeSpan RotateEvery)
    {
        /// <summary>A negative age counts as none.</summary>
        public TimeSpan Age => AgeOnThisClock < TimeSpan.Zero ? TimeSpan.Zero : AgeOnThisClock;

        public TimeSpan Used => UsedOnThisClock is { } used && used > TimeSpan.Zero ? used : TimeSpan.Zero;

        public bool IsUsed => UsedOnThisClock is not null;

        public bool IsCookie => Transport == RotationTransport.Cookie;

        public bool IsRefresh => Verb == RotationVerb.Refresh;

        /// <summary>Zero is off: no token is old enough then.</summary>
        public TimeSpan E => RotateEvery == TimeSpan.Zero ? TimeSpan.MaxValue : RotateEvery;

        /// <summary>From when a discarded token is late.</summary>
        public TimeSpan LateFrom => IsRefresh ? W : G;

        public bool IsLate => IsUsed && ((Is(Previous) && Used >= G) || (Is(Discarded) && Used >= LateFrom));

        public bool IsSameBack => IsRefreshToken || Age < Young || Used < (IsCookie ? G : W);

        public bool RotatesAsRefreshToken => IsRefreshToken && Verb != RotationVerb.Authenticate && Age >= Young;

        public bool Is(PresentedSecret secret) => Presented == secret;

        public RotationDecision Decide() => RotationTable.Decide(
            new(Presented, Verb, Transport, Now),
            new()
            {
                Secret = Secrets.Hash(1),
                BornAt = Now - AgeOnThisClock,
                UsedAt = Now - UsedOnThisClock,
                Previous = new PreviousSecret(Secrets.Hash(2), Secrets.Hash(3)),
                Doubted = Doubted,
                BeforePrevious = new(default, Now - Displaced),
            },
            new() { IsRefreshToken = IsRefreshToken, StrictReuse = IsStrict, RotateEvery = RotateEvery });
    }
}
