using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests.Servers;

/// <summary>Counts the writes that a store accepts, by kind.</summary>
internal sealed class CountingStore(ISessionStore store) : DelegatingSessionStore(store)
{
    public WriteCounts Writes { get; private set; }

    public override async ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        RotationState before = StateOf((await InnerStore.FindAsync(record.Id, cancellationToken))!);
        if (!await InnerStore.TryReplaceAsync(record, cancellationToken))
            return false;

        Writes = Writes.Plus(KindOf(before, StateOf(record)));
        return true;
    }

    public static RotationState StateOf(SessionRecord record) =>
        SessionPayloadCodec.Decode(record.Payload.Span, record.Subject)!.Rotation;

    private static RotationWrite KindOf(in RotationState before, in RotationState after)
    {
        if (after.Secret.Equals(before.Secret))
            return after.IsUsed && !before.IsUsed ? RotationWrite.MarkUsed : RotationWrite.None;
        if (after.IsUsed)
            return RotationWrite.Win;
        if (after.Doubted && !before.Doubted)
            return RotationWrite.Branch;

        return after.Discarded.IsEmpty ? RotationWrite.Rotate : RotationWrite.FreshSuccessor;
    }
}
