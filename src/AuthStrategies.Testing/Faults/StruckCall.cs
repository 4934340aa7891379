using AuthStrategies.Testing.Records;

namespace AuthStrategies.Testing.Faults;

/// <summary>One call and the faults that affect it, in the order of their injection.</summary>
internal readonly struct StruckCall(IReadOnlyList<StoreFault> faults)
{
    public bool IsLost => Has(FaultKind.Lose);

    public bool Lags => Has(FaultKind.Lag);

    public async ValueTask ActAsync(bool afterEffect, CancellationToken cancellationToken)
    {
        foreach (StoreFault fault in faults)
        {
            if (fault.IsAfterEffect == afterEffect)
                await fault.Act(cancellationToken).ConfigureAwait(false);
        }
    }

    public SessionRecord Spoil(SessionRecord record)
    {
        foreach (StoreFault fault in faults)
        {
            if (fault.Kind == FaultKind.Corrupt)
                record = record.With(payload: fault.Change(record.Payload));
        }

        return record;
    }

    private bool Has(FaultKind kind)
    {
        foreach (StoreFault fault in faults)
        {
            if (fault.Kind == kind)
                return true;
        }

        return false;
    }
}
