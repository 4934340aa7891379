using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Tests.Sessions.Doubles;

/// <summary>Sessions in each row of the table of docs/decisions/0021-rotation.md, brought there by the strategy itself.</summary>
internal static class RotationRows
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LateWindow = new(0, 10, 30);
    private static readonly TimeSpan Due = TimeSpan.FromMinutes(16);

    private static readonly Dictionary<string, RotationRow> Rows = new RotationRow[]
    {
        new("current, unused", Writes: true, Ends: false, async fixture => (await RotatedAsync(fixture)).Reversed),
        new("current, used", Writes: false, Ends: false, async fixture => new(await fixture.IssueAsync())),
        new("current, used and due", Writes: true, Ends: false, async fixture => new(await DueAsync(fixture))),
        new("previous, unused", Writes: false, Ends: false, RotatedAsync),
        new("previous, unused after W", Writes: true, Ends: false, fixture => AfterAsync(Window, fixture, RotatedAsync)),
        new("previous, unused and doubted", Writes: false, Ends: false, BranchedAsync),
        new("previous, used", Writes: false, Ends: false, UsedAsync),
        new("previous, used and late", Writes: true, Ends: false, fixture => AfterAsync(LateWindow, fixture, UsedAsync)),
        new("previous, late and doubted", Writes: true, Ends: true, fixture => AfterAsync(LateWindow, fixture, BothUsedAsync)),
        new("discarded, unused", Writes: true, Ends: false, DiscardedAsync),
        new("discarded, used", Writes: false, Ends: false, DiscardedAndUsedAsync),
        new("discarded, used and late", Writes: true, Ends: false, fixture => AfterAsync(LateWindow, fixture, DiscardedAndUsedAsync)),
        new("any other", Writes: true, Ends: true, async fixture => OtherSecret(await fixture.IssueAsync())),
    }.ToDictionary(row => row.Name);

    public static IEnumerable<string> Names => Rows.Keys;

    public static RotationRow Of(string name) => Rows[name];

    private static async Task<string> DueAsync(SessionFixture fixture)
    {
        string token = await fixture.IssueAsync();
        fixture.Time.Advance(Due);
        return token;
    }

    private static async Task<RotationTokens> RotatedAsync(SessionFixture fixture)
    {
        string token = await DueAsync(fixture);
        return new(token, await AtHeadersAsync(fixture, token));
    }

    private static async Task<RotationTokens> UsedAsync(SessionFixture fixture)
    {
        RotationTokens tokens = await AfterAsync(TimeSpan.FromSeconds(1), fixture, RotatedAsync);
        await fixture.Strategy.AuthenticateAsync(tokens.Other);
        return tokens;
    }

    private static async Task<RotationTokens> BranchedAsync(SessionFixture fixture)
    {
        RotationTokens tokens = await AfterAsync(LateWindow, fixture, UsedAsync);
        await fixture.Strategy.AuthenticateAsync(tokens.Presented);
        return tokens;
    }

    private static async Task<RotationTokens> BothUsedAsync(SessionFixture fixture)
    {
        string token = (await BranchedAsync(fixture)).Presented;
        string current = await AtHeadersAsync(fixture, token);
        await fixture.Strategy.AuthenticateAsync(current);
        return new(token, current);
    }

    private static async Task<RotationTokens> DiscardedAsync(SessionFixture fixture)
    {
        RotationTokens tokens = await AfterAsync(Window, fixture, RotatedAsync);
        return new(tokens.Other, await AtHeadersAsync(fixture, tokens.Presented));
    }

    private static async Task<RotationTokens> DiscardedAndUsedAsync(SessionFixture fixture)
    {
        RotationTokens tokens = await DiscardedAsync(fixture);
        await fixture.Strategy.AuthenticateAsync(tokens.Other);
        return tokens;
    }

    private static async Task<RotationTokens> AfterAsync(TimeSpan time, SessionFixture fixture, Func<SessionFixture, Task<RotationTokens>> prepare)
    {
        RotationTokens tokens = await prepare(fixture);
        fixture.Time.Advance(time);
        return tokens;
    }

    private static async Task<string> AtHeadersAsync(SessionFixture fixture, string token) =>
        (await ((ICookieRotation)fixture.Strategy).RotateAtHeadersAsync(token))!.Value;

    private static RotationTokens OtherSecret(string token) => new(SessionFixture.WithOtherSecret(token), token);
}

/// <summary>One row.</summary>
/// <param name="Name">What is presented, and in which state.</param>
/// <param name="Writes">Whether a verb writes.</param>
/// <param name="Ends">Whether the presented token ends the session.</param>
/// <param name="PrepareAsync">Brings a new session there.</param>
internal sealed record RotationRow(string Name, bool Writes, bool Ends, Func<SessionFixture, Task<RotationTokens>> PrepareAsync);

/// <summary>The token that the row presents, and the one that another client of the session has.</summary>
internal sealed record RotationTokens(string Presented, string Other)
{
    public RotationTokens(string token)
        : this(token, token)
    {
    }

    public RotationTokens Reversed => new(Other, Presented);

    /// <summary>What matters of the session's state: how the tokens are related to it, but no random value.</summary>
    public string StateIn(SessionFixture fixture)
    {
        if (fixture.Store.Peek(SessionFixture.IdOf(Presented)) is not { } record)
            return "ended";

        RotationState state = SessionFixture.PayloadOf(record).Rotation;
        return $"{Find(state, Presented)}, {Find(state, Other)}, used {state.UsedAt:O}, born {state.BornAt:O}, doubted {state.Doubted}, branched {state.HasBranched}, discarded {state.Discarded.Length}, version {record.Version}";
    }

    private static PresentedSecret Find(RotationState state, string token) =>
        OpaqueToken.TryParse(token, out OpaqueToken parsed) ? state.Find(parsed.SecretHash) : PresentedSecret.Other;
}
