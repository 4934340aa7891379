using System.Buffers.Binary;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Testing.Fakes;

/// <summary>The tokens of one session, numbered in the order of their creation, by the rules of the real strategies. Guarded by the lock of <see cref="FakeSessions"/>.</summary>
internal sealed class FakeTokens(DateTimeOffset issuedAt)
{
    private RotationState _state = RotationState.Issued(HashOf(0), issuedAt);
    private int _last;

    /// <summary>The number of the current token.</summary>
    public int Current { get; private set; }

    /// <summary>The largest number that was given out.</summary>
    public int Last => _last;

    /// <summary>Whether two clients may have used the session.</summary>
    public bool HasBranched => _state.HasBranched;

    public RotationDecision Decide(int presented, RotationVerb verb, RotationTransport transport, RotationRules rules, DateTimeOffset now) =>
        RotationTable.Decide(new(_state.Find(HashOf(presented)), verb, transport, now), _state, rules);

    /// <summary>The number of the token in the answer, or <see langword="null"/> if the client keeps the presented one.</summary>
    public int? Handed(RotationAnswer answer, int presented) => answer switch
    {
        RotationAnswer.SameToken => presented,
        RotationAnswer.HandCurrent => Current,
        RotationAnswer.HandSuccessor => _last + 1,
        _ => null,
    };

    public void Write(RotationDecision decision, int presented, DateTimeOffset now)
    {
        if (decision.MakesSuccessor)
            Current = ++_last;
        else if (decision.Write == RotationWrite.Win)
            Current = presented;
        _state = _state.After(decision.Write, HashOf(presented), HashOf(Current), salt: default, now, keepsBeforePrevious: false);
    }

    private static Bytes32 HashOf(int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return Bytes32.Sha256(bytes);
    }
}
