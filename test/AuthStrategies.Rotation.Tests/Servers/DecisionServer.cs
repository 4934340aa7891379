using System.Buffers.Binary;
using AuthStrategies.Rotation.Tests.Simulation;
using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests.Servers;

/// <summary>What answers a question: <see cref="RotationTable.Decide"/>, or a wrong one.</summary>
internal delegate RotationDecision RotationDecider(in RotationQuestion question, in RotationState state, RotationRules rules);

/// <summary>
/// The decision over one state in memory. In some traces each node also answers from what it read up to five seconds ago, as a
/// near cache that gets no message does.
/// </summary>
internal sealed class DecisionServer(RotationRules rules, RotationDecider decide, int seed) : ISimulatedServer
{
    private const double NearCacheRate = 0.3;
    private const int Nodes = 4;

    private static readonly TimeSpan Staleness = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RenewedEvery = TimeSpan.FromHours(1);

    // A refresh token is always looked up in the store.
    private readonly bool _hasNearCache = new SimulationRandom(~seed).Chance(NearCacheRate) && !rules.IsRefreshToken;
    private readonly CachedRead?[] _cached = new CachedRead?[Nodes];
    private readonly Dictionary<Bytes32, Token> _tokens = [];
    private RotationState _state;
    private DateTimeOffset _lastSeen;
    private ulong _salts;

    public bool HasEnded { get; private set; }

    public WriteCounts Writes { get; private set; }

    public bool IsCurrentUsed => _state.IsUsed;

    public bool IsCurrent(SimulatedToken token) => _state.Secret.Equals(((Token)token).Hash);

    public SimulatedToken Issue(DateTimeOffset now)
    {
        Token first = TokenOf(HashOf(0));
        _state = RotationState.Issued(first.Hash, now);
        _lastSeen = now;
        return first;
    }

    public bool Authenticate(in SimulatedCall call, out bool looksAgainAtHeaders)
    {
        looksAgainAtHeaders = false;
        if (_hasNearCache && IsAcceptedByCache(call))
            return true;

        RotationDecision decision = Read(call, RotationVerb.Authenticate);
        WriteOrRenew(decision.Write, call);
        // The headers of a page that a refresh token has authenticated always decide, because they carry an access token.
        looksAgainAtHeaders = rules.IsRefreshToken || decision.Answer == RotationAnswer.AcceptThenAtHeaders;
        return !HasEnded;
    }

    public SimulatedToken? AtHeaders(in SimulatedCall call) => HasEnded ? null : Written(Read(call, RotationVerb.AtHeaders), call);

    public bool Refresh(in SimulatedCall call, out SimulatedToken? handed)
    {
        RotationDecision decision = Read(call, RotationVerb.Refresh);
        WriteOrRenew(decision.Write, call);
        handed = Handed(decision.Answer, call);
        return !HasEnded;
    }

    public override string ToString() =>
        $"[current {TokenOf(_state.Secret)}{(_state.IsUsed ? "" : " unused")}, previous {(_state.Previous is { } previous ? TokenOf(previous.Hash) : "-")}, "
        + $"{_state.Discarded.Length} discarded{(_state.Doubted ? ", doubted" : "")}]";

    private RotationDecision Read(in SimulatedCall call, RotationVerb verb)
    {
        _cached[call.Node] = new(call.Now, _state, _lastSeen);
        return Decide(call, verb, _state);
    }

    private RotationDecision Decide(in SimulatedCall call, RotationVerb verb, in RotationState state) =>
        decide(new(state.Find(((Token)call.Token).Hash), verb, call.Transport, call.Now), state, rules);

    /// <summary>A cached "current, used, not due" is a yes; everything else asks the store.</summary>
    private bool IsAcceptedByCache(in SimulatedCall call) =>
        _cached[call.Node] is { } cached
        && call.Now - cached.ReadAt < Staleness
        && call.Now - cached.LastSeen < RenewedEvery
        && cached.State.Find(((Token)call.Token).Hash) == PresentedSecret.Current
        && Decide(call, RotationVerb.Authenticate, cached.State) == new RotationDecision(RotationAnswer.Accept);

    private Token? Written(RotationDecision decision, in SimulatedCall call)
    {
        if (decision.Write != RotationWrite.None)
            Write(decision.Write, call);
        return Handed(decision.Answer, call);
    }

    private Token? Handed(RotationAnswer answer, in SimulatedCall call)
    {
        switch (answer)
        {
            case RotationAnswer.HandCurrent:
                RequireDerivedCurrent(call);
                return TokenOf(_state.Secret);
            case RotationAnswer.HandSuccessor:
                return TokenOf(_state.Secret);
            case RotationAnswer.SameToken:
                // Over a cookie, no Set-Cookie.
                return call.Transport == RotationTransport.Bearer ? (Token)call.Token : null;
            default:
                return null;
        }
    }

    private void WriteOrRenew(RotationWrite write, in SimulatedCall call)
    {
        if (write != RotationWrite.None || call.Now - _lastSeen >= RenewedEvery)
            Write(write, call);
    }

    /// <summary>A node forgets what it cached when it writes.</summary>
    private void Write(RotationWrite write, in SimulatedCall call)
    {
        Writes = Writes.Plus(write);
        _cached[call.Node] = null;
        _lastSeen = call.Now > _lastSeen ? call.Now : _lastSeen;
        HasEnded = write == RotationWrite.End;
        if (HasEnded)
            return;

        Bytes32 presented = ((Token)call.Token).Hash;
        Bytes32 salt = HashOf(++_salts);
        _state = _state.After(write, presented, Derive(presented, salt), salt, call.Now, rules.IsRefreshToken);
    }

    /// <summary>The real server makes the current token from what was presented and the stored salt.</summary>
    private void RequireDerivedCurrent(in SimulatedCall call)
    {
        if (_state.Previous is not { } previous || !Derive(((Token)call.Token).Hash, previous.Salt).Equals(_state.Secret))
            throw new InvalidOperationException($"The current token cannot be made from {call.Token}. {this}");
    }

    private Token TokenOf(in Bytes32 hash)
    {
        if (!_tokens.TryGetValue(hash, out Token? token))
            _tokens[hash] = token = new Token(_tokens.Count + 1, hash);
        return token;
    }

    /// <summary>Stands for the HMAC of the secret part and the salt.</summary>
    private static Bytes32 Derive(in Bytes32 secret, in Bytes32 salt) => HashOf(First(secret) ^ SimulationRandom.Mix(First(salt)));

    private static ulong First(in Bytes32 bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static Bytes32 HashOf(ulong number)
    {
        Bytes32 hash = default;
        for (int i = 0; i < 4; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(((Span<byte>)hash)[(8 * i)..], SimulationRandom.Mix(number + (ulong)i + 1));
        return hash;
    }

    private readonly record struct CachedRead(DateTimeOffset ReadAt, RotationState State, DateTimeOffset LastSeen);

    private sealed class Token(int number, in Bytes32 hash) : SimulatedToken(number)
    {
        public Bytes32 Hash { get; } = hash;
    }
}
