using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests.Servers;

/// <summary>Counts the writes that a store accepts, by kind.</summary>
internal sealed class CountingStore(ISessionStore store) : DelegatingSessionStore(store)
{
    public int Writes { get; private set; }

    public int Rotations { get; private set; }

    public int FreshSuccessors { get; private set; }

    public int Branches { get; private set; }

    public override async ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        RotationState before = StateOf((await InnerStore.FindAsync(record.Id, cancellationToken))!);
        if (!await InnerStore.TryReplaceAsync(record, cancellationToken))
            return false;

        RotationState after = StateOf(record);
        bool isNew = !after.IsUsed && !after.Secret.Equals(before.Secret);
        bool isBranch = after.Doubted && !before.Doubted;
        Writes++;
        Branches += isBranch ? 1 : 0;
        Rotations += isNew && !isBranch && after.Discarded.IsEmpty ? 1 : 0;
        FreshSuccessors += isNew && !isBranch && !after.Discarded.IsEmpty ? 1 : 0;
        return true;
    }

    public static RotationState StateOf(SessionRecord record) =>
        SessionPayloadCodec.Decode(record.Payload.Span, record.Subject)!.Rotation;
}
