using System.Collections.Immutable;

namespace AuthStrategies.Sessions.Rotation;

/// <summary>
/// What a record remembers about its secret parts, and how each write changes it. An era begins with a rotation and lasts
/// until the next one. Immutable; no time in it moves back.
/// </summary>
internal readonly record struct RotationState
{
    public const int MaxDiscarded = 4;

    private readonly ImmutableArray<ShortHash> _discarded;

    /// <summary>C: the hash of the current secret part.</summary>
    public required Bytes32 Secret { get; init; }

    /// <summary>When C was created.</summary>
    public required DateTimeOffset BornAt { get; init; }

    /// <summary>When C was first presented; <see langword="null"/> before. At issue it equals <see cref="BornAt"/>.</summary>
    public required DateTimeOffset? UsedAt { get; init; }

    /// <summary>P: the part from which C was derived; kept until the next rotation.</summary>
    public PreviousSecret? Previous { get; init; }

    /// <summary>The successors of this era that clients received and that are not current, the oldest first.</summary>
    public ImmutableArray<ShortHash> Discarded
    {
        get => _discarded.IsDefault ? [] : _discarded;
        init => _discarded = value;
    }

    /// <summary>Whether a late token has branched in this era. The second time, both branches have been used.</summary>
    public bool Doubted { get; init; }

    /// <summary>Whether a late token has ever branched. The session no longer counts as freshly authenticated.</summary>
    public bool HasBranched { get; init; }

    /// <summary>The secret part before P; kept for refresh tokens only.</summary>
    public DisplacedSecret? BeforePrevious { get; init; }

    public bool IsUsed => UsedAt is not null;

    /// <summary>The state of a new session: its token counts as used, because the client receives it directly.</summary>
    public static RotationState Issued(in Bytes32 secret, DateTimeOffset now) => new() { Secret = secret, BornAt = now, UsedAt = now };

    /// <summary>Finds out by its hash how a secret part is related to this session.</summary>
    public PresentedSecret Find(in Bytes32 presented)
    {
        if (Secret.Equals(presented))
            return PresentedSecret.Current;
        if (Previous is { } previous && previous.Hash.Equals(presented))
            return PresentedSecret.Previous;

        var hash = ShortHash.Of(presented);
        if (BeforePrevious is { } displaced && displaced.Hash.Equals(hash))
            return PresentedSecret.BeforePrevious;
        return Discarded.Contains(hash) ? PresentedSecret.Discarded : PresentedSecret.Other;
    }

    /// <summary>The state after a write of <see cref="RotationTable"/>.</summary>
    /// <param name="write">Any write except <see cref="RotationWrite.End"/>.</param>
    /// <param name="presented">The hash of the presented secret part.</param>
    /// <param name="successor">The hash of its successor; used only by writes that create one.</param>
    /// <param name="salt">The salt of the successor.</param>
    /// <param name="now">The current time.</param>
    /// <param name="keepsBeforePrevious">Whether the record belongs to a refresh token.</param>
    /// <exception cref="ArgumentOutOfRangeException">The write is <see cref="RotationWrite.End"/>: it leaves no state.</exception>
    public RotationState After(
        RotationWrite write, in Bytes32 presented, in Bytes32 successor, in Bytes32 salt, DateTimeOffset now, bool keepsBeforePrevious) => write switch
        {
            RotationWrite.None => this,
            RotationWrite.MarkUsed => MarkUsed(now),
            RotationWrite.Rotate => Rotate(successor, salt, now, keepsBeforePrevious),
            RotationWrite.FreshSuccessor => ReplaceUnused(successor, salt, now),
            RotationWrite.Branch => Branch(presented, successor, salt, now),
            RotationWrite.Win => Win(presented, now),
            _ => throw new ArgumentOutOfRangeException(nameof(write), write, "This write has no next state."),
        };

    /// <summary>C was presented for the first time.</summary>
    public RotationState MarkUsed(DateTimeOffset now) => this with { UsedAt = Later(BornAt, now) };

    /// <summary>A new era: C becomes P.</summary>
    public RotationState Rotate(in Bytes32 successor, in Bytes32 salt, DateTimeOffset now, bool keepsBeforePrevious)
    {
        DateTimeOffset bornAt = Later(BornAt, now);
        return new RotationState
        {
            Secret = successor,
            BornAt = bornAt,
            UsedAt = null,
            Previous = new PreviousSecret(Secret, salt),
            HasBranched = HasBranched,
            BeforePrevious = keepsBeforePrevious && Previous is { } previous ? new(ShortHash.Of(previous.Hash), bornAt) : null,
        };
    }

    /// <summary>C was issued and never presented: another successor of P replaces it.</summary>
    /// <exception cref="InvalidOperationException">There is no P.</exception>
    public RotationState ReplaceUnused(in Bytes32 successor, in Bytes32 salt, DateTimeOffset now) =>
        Succeed(Previous?.Hash ?? throw new InvalidOperationException("Only a previous secret has a fresh successor."), successor, salt, now);

    /// <summary>A late token branches from C: it becomes P, and its successor becomes current.</summary>
    public RotationState Branch(in Bytes32 presented, in Bytes32 successor, in Bytes32 salt, DateTimeOffset now) =>
        Succeed(presented, successor, salt, now) with { Doubted = true, HasBranched = true };

    /// <summary>A discarded successor was presented before C: the two change places.</summary>
    public RotationState Win(in Bytes32 presented, DateTimeOffset now) => this with
    {
        Secret = presented,
        UsedAt = Later(BornAt, now),
        Discarded = DiscardedWithout(presented),
    };

    private RotationState Succeed(in Bytes32 presented, in Bytes32 successor, in Bytes32 salt, DateTimeOffset now) => this with
    {
        Secret = successor,
        BornAt = Later(BornAt, now),
        UsedAt = null,
        Previous = new PreviousSecret(presented, salt),
        Discarded = DiscardedWithout(presented),
    };

    /// <summary>The discarded parts with C and without the presented one. Of five, the oldest is removed.</summary>
    private ImmutableArray<ShortHash> DiscardedWithout(in Bytes32 presented)
    {
        ImmutableArray<ShortHash> all = Discarded.Remove(ShortHash.Of(presented)).Add(ShortHash.Of(Secret));
        return all.Length > MaxDiscarded ? all.RemoveAt(0) : all;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
