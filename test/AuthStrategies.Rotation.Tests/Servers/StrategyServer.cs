using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Configuration;
using AuthStrategies.Diagnostics;
using AuthStrategies.Rotation.Tests.Simulation;
using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Rotation.Tests.Servers;

/// <summary>
/// The product itself on four nodes over one store in memory: the strategy for session tokens, the rotator with the rules of
/// refresh tokens. In some traces each node has a near cache that gets no message from the others.
/// </summary>
internal sealed class StrategyServer : ISimulatedServer
{
    private const string Strategy = "Session";
    private const double NearCacheRate = 0.3;
    private const int Nodes = 4;

    private static readonly AuthStrategiesMetrics Metrics = new(factory: null);
    private static readonly StrategyDiagnostics Diagnostics = new(Strategy, NullLogger.Instance, Metrics);
    private static readonly ClaimsPrincipal Alice = new(new ClaimsIdentity([new Claim("sub", "alice")], "password"));
    private static readonly SessionLifetimes Lifetimes = new(TimeSpan.FromDays(2), TimeSpan.FromDays(2));

    private readonly Node[] _nodes = new Node[Nodes];
    private readonly Dictionary<string, Token> _tokens = new(StringComparer.Ordinal);
    private readonly CountingStore _store;
    private readonly SessionPolicy _policy;
    private SessionId _id;

    public StrategyServer(RotationRules rules, int seed)
    {
        bool hasNearCache = new SimulationRandom(~seed).Chance(NearCacheRate);
        _policy = PolicyOf(rules);
        NodeClock storeClock = new();
        storeClock.Set(new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero));
        _store = new(new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions { Capacity = 16 }), storeClock));
        for (int i = 0; i < Nodes; i++)
            _nodes[i] = new(_store, _policy, hasNearCache);
    }

    public bool HasEnded { get; private set; }

    public int Rotations => _store.Rotations;

    public int FreshSuccessors => _store.FreshSuccessors;

    public int Branches => _store.Branches;

    public int Writes => _store.Writes;

    public bool IsCurrentUsed => State is { IsUsed: true };

    private RotationState? State => _store.FindAsync(_id, default).Result is { } record ? CountingStore.StateOf(record) : null;

    public bool IsCurrent(SimulatedToken token) =>
        State is { } state && OpaqueToken.TryParse(((Token)token).Text, out OpaqueToken parsed) && state.Secret.Equals(parsed.SecretHash);

    public SimulatedToken Issue(DateTimeOffset now)
    {
        IssuedCredential issued = _nodes[0].IssueAsync(Alice, _policy, now).AsTask().GetAwaiter().GetResult();
        _id = issued.SessionId!.Value;
        return TokenOf(issued.Value)!;
    }

    public bool Authenticate(in SimulatedCall call, out bool looksAgainAtHeaders)
    {
        Node node = NodeOf(call);
        ValueTask<AuthResult> answer = call.Transport == RotationTransport.Cookie
            ? node.Cookies.AuthenticateCookieAsync(TextOf(call))
            : node.Strategy.AuthenticateAsync(TextOf(call));
        AuthResult result = answer.AsTask().GetAwaiter().GetResult();
        looksAgainAtHeaders = result.RotationDue;
        HasEnded |= !result.Succeeded;
        return result.Succeeded;
    }

    public SimulatedToken? AtHeaders(in SimulatedCall call) =>
        TokenOf(NodeOf(call).Cookies.RotateAtHeadersAsync(TextOf(call), _ => true).AsTask().GetAwaiter().GetResult()?.Value);

    public bool Refresh(in SimulatedCall call, out SimulatedToken? handed)
    {
        RefreshResult result = NodeOf(call).RefreshAsync(TextOf(call), _policy, call).AsTask().GetAwaiter().GetResult();
        string? text = _policy.Kind == SessionKind.Refresh ? result.Credential?.RefreshToken : result.Credential?.Value;
        bool keepsItsCookie = call.Transport == RotationTransport.Cookie && text == TextOf(call);
        handed = keepsItsCookie ? null : TokenOf(text);
        HasEnded |= result.Failure is not null;
        return result.Failure is null;
    }

    public override string ToString() => State is { } state
        ? $"[{(state.IsUsed ? "used" : "unused")}, {state.Discarded.Length} discarded{(state.Doubted ? ", doubted" : "")}]"
        : "[ended]";

    private static SessionPolicy PolicyOf(RotationRules rules) => new()
    {
        Kind = rules.IsRefreshToken ? SessionKind.Refresh : SessionKind.Session,
        Strategy = Strategy,
        Issuer = rules.IsRefreshToken ? "issuer" : null,
        Audience = rules.IsRefreshToken ? "audience" : null,
        Regular = Lifetimes,
        Persistent = Lifetimes,
        Rotation = rules,
        MaxSessionsPerSubject = 10,
        Principals = new(Strategy, ClaimNaming.Jwt, "name", "role"),
        CredentialCache = new(8),
    };

    private static string TextOf(in SimulatedCall call) => ((Token)call.Token).Text;

    private Node NodeOf(in SimulatedCall call)
    {
        Node node = _nodes[call.Node];
        node.Clock.Set(call.Now);
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

    private sealed class Token(int number, string text) : SimulatedToken(number)
    {
        public string Text { get; } = text;
    }

    private sealed class Node
    {
        private readonly SessionRotator _rotator;
        private readonly SessionIssuer _issuer;

        public Node(CountingStore shared, SessionPolicy policy, bool hasNearCache)
        {
            ISessionStore store = shared;
#pragma warning disable CA2000 // It lives as long as the trace and keeps nothing open.
            if (hasNearCache)
                store = new NearCacheSessionStore(shared, Options.Create(new NearCacheOptions { Capacity = 16, MaxStaleness = TimeSpan.FromSeconds(5) }), Clock);
#pragma warning restore CA2000
            SessionStoreBreaker breaker = new(Options.Create(new SessionStoreCallOptions()), timed: null, Clock, NullLogger.Instance);
            SessionStoreClient client = new(store, breaker, Clock, Metrics, NullLogger.Instance);
            Strategy = new(StrategyServer.Strategy, new PolicySource<SessionPolicy>(policy), client, Clock, Diagnostics);
            _rotator = new(client, Clock, Diagnostics, application: null);
            _issuer = new(client, Diagnostics);
        }

        public NodeClock Clock { get; } = new();

        public SessionStrategy Strategy { get; }

        public ICookieRotation Cookies => Strategy;

        public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal user, SessionPolicy policy, DateTimeOffset now) => _issuer.IssueAsync(
            PrincipalReader.Read(user, out _), IssueTerms.Of(null, now), [], policy, SessionCredential.Maker, CancellationToken.None);

        public ValueTask<RefreshResult> RefreshAsync(string text, SessionPolicy policy, in SimulatedCall call)
        {
            if (policy.Kind == SessionKind.Session)
                return Cookies.RefreshAsync(text, new() { InCookie = call.Transport == RotationTransport.Cookie });

            OpaqueToken.TryParse(text, out OpaqueToken token);
            return _rotator.RefreshAsync(token, policy, RefreshTerms.Default, WithAccessToken, call.Now, CancellationToken.None);
        }

        private static IssuedCredential WithAccessToken(in OpaqueToken token, SessionRecord record, SessionPayload session, DateTimeOffset now) => new()
        {
            Value = "access token",
            ExpiresAt = now.AddMinutes(5),
            RefreshToken = token.IsNone ? null : token.Text,
        };
    }
}
