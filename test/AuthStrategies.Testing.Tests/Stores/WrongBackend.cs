namespace AuthStrategies.Testing.Tests.Stores;

/// <summary>What a <see cref="WrongStore"/> stands on, with all the handles a harness can offer.</summary>
internal sealed class WrongBackend
{
    public SettableTimeProvider Time { get; } = new();

    public bool IsBroken { get; private set; }

    public bool WasBroken { get; private set; }

    public bool IsFull { get; private set; }

    public TaskCompletionSource? Stall { get; private set; }

    public HashSet<SessionId> Damaged { get; } = [];

    public static SessionStoreHarness Harness(Wrong wrong)
    {
        WrongBackend backend = new();
        WrongStore store = new(wrong, backend);
        int opened = 0;
        return new(_ => new(wrong == Wrong.LagsOnOtherNodes && opened++ > 0 ? new LaggingNode(store) : store))
        {
            Time = backend.Time,
            OffersEnumeration = true,
            Patience = wrong == Wrong.None ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(1),
            BreakAsync = _ => Do(() => backend.IsBroken = backend.WasBroken = true),
            RepairAsync = _ => Do(() => backend.IsBroken = false),
            StallAsync = _ => Do(() => backend.Stall = new()),
            ResumeAsync = _ => Do(() =>
            {
                backend.Stall?.SetResult();
                backend.Stall = null;
            }),
            FillAsync = _ => Do(() => backend.IsFull = true),
            DamageAsync = (id, _) => Do(() => backend.Damaged.Add(id)),
            EvictAsync = (id, _) => Do(() => store.Evict(id)),
        };
    }

    private static ValueTask Do(Action act)
    {
        act();
        return ValueTask.CompletedTask;
    }
}
