using System.Security.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Rotation.Tests.Simulation;
using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Stores;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Rotation.Tests.Servers;

/// <summary>
/// The product itself on four nodes over one store in memory: the session strategy, or the JWT strategy with refresh tokens. In
/// some traces each node has a near cache that gets no message from the others.
/// </summary>
internal sealed class StrategyServer : ISimulatedServer
{
    private const double NearCacheRate = 0.3;
    private const int Nodes = 4;

    private static readonly ClaimsPrincipal Alice = new(new ClaimsIdentity([new Claim("sub", "alice")], "password"));

    private readonly StrategyNode[] _nodes = new StrategyNode[Nodes];
    private readonly Dictionary<string, Token> _tokens = new(StringComparer.Ordinal);
    private readonly CountingStore _store;
    private readonly bool _isRefreshToken;
    private SessionId _id;

    public StrategyServer(RotationRules rules, int seed)
    {
        bool hasNearCache = new SimulationRandom(~seed).Chance(NearCacheRate);
        _isRefreshToken = rules.IsRefreshToken;
        NodeClock storeClock = new();
        storeClock.Set(SessionDay.Login);
        _store = new(new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions { Capacity = 16 }), storeClock));
        for (int i = 0; i < Nodes; i++)
            _nodes[i] = new(_store, _isRefreshToken, hasNearCache);
    }

    public bool HasEnded { get; private set; }

    public WriteCounts Writes => _store.Writes;

    public bool IsCurrentUsed => State is { IsUsed: true };

    /// <summary>What the record remembers; <see langword="null"/> after the end.</summary>
    public RotationState? State => Now(_store.FindAsync(_id, default)) is { } record ? CountingStore.StateOf(record) : null;

    /// <summary>The current token, which a client was handed.</summary>
    public SimulatedToken Current => _tokens.Values.Single(IsCurrent);

    public bool IsCurrent(SimulatedToken token) => State is { } state && state.Secret.Equals(HashOf(token));

    public static Bytes32 HashOf(SimulatedToken token) =>
        OpaqueToken.TryParse(((Token)token).Text, out OpaqueToken parsed) ? parsed.SecretHash : throw new InvalidOperationException($"{token} is no token.");

    public SimulatedToken Issue(DateTimeOffset now)
    {
        IssuedCredential issued = Now(NodeAt(0, now).Strategy.IssueAsync(Alice));
        _id = issued.SessionId!.Value;
        return TokenOf(TextIn(issued))!;
    }

    public bool Authenticate(in SimulatedCall call, out bool looksAgainAtHeaders)
    {
        StrategyNode node = NodeAt(call.Node, call.Now);
        if (_isRefreshToken)
            return AuthenticatePage(node, call, out looksAgainAtHeaders);

        AuthResult result = Now(call.Transport == RotationTransport.Cookie
            ? node.Cookies.AuthenticateCookieAsync(TextOf(call))
            : node.Strategy.AuthenticateAsync(TextOf(call)));
        looksAgainAtHeaders = result.RotationDue;
        HasEnded |= !result.Succeeded;
        return result.Succeeded;
    }

    public SimulatedToken? AtHeaders(in SimulatedCall call)
    {
        StrategyNode node = NodeAt(call.Node, call.Now);
        return _isRefreshToken
            ? TokenOf(Now(node.RefreshTokens.RenewAtHeadersAsync(TextOf(call), [], _ => true))?.RefreshToken)
            : TokenOf(Now(node.Cookies.RotateAtHeadersAsync(TextOf(call), _ => true))?.Value);
    }

    public bool Refresh(in SimulatedCall call, out SimulatedToken? handed)
    {
        bool isCookie = call.Transport == RotationTransport.Cookie;
        StrategyNode node = NodeAt(call.Node, call.Now);
        RefreshResult result = Now(isCookie
            ? node.Cookies.RefreshAsync(TextOf(call), new() { InCookie = true })
            : node.Strategy.RefreshAsync(TextOf(call)));
        string? text = result.Credential is { } credential ? TextIn(credential) : null;
        // Over a cookie the same token sets none.
        handed = isCookie && text == TextOf(call) ? null : TokenOf(text);
        HasEnded |= result.Failure is not null;
        return result.Failure is null;
    }

    /// <summary>Ends the session without the product, for a server that is wrong on purpose.</summary>
    public void End()
    {
        HasEnded = true;
        Now(_store.RemoveAsync(_id, ifVersion: null, default));
    }

    public override string ToString() => State is { } state
        ? $"[{(state.IsUsed ? "used" : "unused")}, {state.Discarded.Length} discarded{(state.Doubted ? ", doubted" : "")}]"
        : "[ended]";

    /// <summary>A page without a valid access token: its refresh token authenticates it, and its headers always decide.</summary>
    private bool AuthenticatePage(StrategyNode node, in SimulatedCall call, out bool looksAgainAtHeaders)
    {
        AuthResult result = Now(node.RefreshTokens.AuthenticateRefreshTokenAsync(TextOf(call), []));
        looksAgainAtHeaders = true;
        HasEnded |= !result.Succeeded;
        return result.Succeeded;
    }

    private static string TextOf(in SimulatedCall call) => ((Token)call.Token).Text;

    private string? TextIn(IssuedCredential credential) => _isRefreshToken ? credential.RefreshToken : credential.Value;

    private StrategyNode NodeAt(int index, DateTimeOffset now)
    {
        StrategyNode node = _nodes[index];
        node.Clock.Set(now);
        return node;
    }

    private Token? TokenOf(string? text)
    {
        if (text is null)
            return null;
        if (!_tokens.TryGetValue(text, out Token? token))
            _tokens[text] = token = new(_tokens.Count + 1, text);
        return token;
    }

    /// <summary>Everything here answers at once; a trace has one thread.</summary>
    private static T Now<T>(ValueTask<T> answer) => answer.IsCompleted ? answer.GetAwaiter().GetResult() : throw new InvalidOperationException("The answer came later.");

    private sealed class Token(int number, string text) : SimulatedToken(number)
    {
        public string Text { get; } = text;
    }
}
