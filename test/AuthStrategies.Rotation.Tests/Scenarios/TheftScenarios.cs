using AuthStrategies.Rotation.Tests.Simulation;

namespace AuthStrategies.Rotation.Tests.Scenarios;

/// <summary>The twenty-four kinds of thief: thirteen of cookies, six of tokens that an app keeps, five of refresh tokens that serve pages.</summary>
internal static class TheftScenarios
{
    private static readonly IReadOnlyList<HonestScenario> BrowserOwners =
        [HonestScenarios.Named("browse"), HonestScenarios.Named("tabs"), HonestScenarios.Named("heartbeat")];

    private static readonly IReadOnlyList<HonestScenario> AppOwners = [HonestScenarios.Named("app"), HonestScenarios.Named("jwt-app")];

    private static readonly IReadOnlyList<HonestScenario> PageOwners = [HonestScenarios.Named("pages"), HonestScenarios.Named("pages-short"), HonestScenarios.Named("pages-script")];

    public static IReadOnlyList<TheftScenario> All { get; } =
    [
        new("poll10", BrowserOwners, thief => thief.Day.Every(10, 0.5, thief.Day.Now + 1, thief.Present)),
        new("poll60", BrowserOwners, thief => thief.Day.Every(60, 5, thief.Day.Now + 1, thief.Present)),
        new("poll5m", BrowserOwners, thief => thief.Day.Every(300, 30, thief.Day.Now + 1, thief.Present)),
        new("poll20m", BrowserOwners, thief => thief.Day.Every(1200, 60, thief.Day.Now + thief.Day.Random.Between(0, 1200), thief.Present)),
        new("first", BrowserOwners, RefreshFirst),
        new("waits1h", BrowserOwners, thief => thief.Day.In(3600, () => thief.Day.Often(300, thief.Present))),
        new("ownerfirst", BrowserOwners, WaitForTheOwner),
        new("alternate", BrowserOwners, Alternate),
        new("window", BrowserOwners, FollowEachRotation),
        new("oldonly", BrowserOwners, thief => thief.Day.In(thief.Day.Random.Exponential(300), () => thief.Day.Often(300, thief.PresentCopied))),
        new("norot", BrowserOwners, thief => thief.Day.In(thief.Day.Random.Exponential(300), () => thief.Day.Often(300, () => thief.RefreshCopied(isBearer: false)))),
        new("smart", BrowserOwners, HideWhatIsHanded),
        new("refresher20", BrowserOwners, thief => thief.Day.Every(20, 2, thief.Day.Now + 1, thief.Refresh)),
        new("b-phase", AppOwners, thief => thief.Day.Every(900, 20, thief.Day.Now + thief.Day.Random.Between(0, 900), thief.RefreshAsBearer)),
        new("b-first", AppOwners, RefreshFirstAsBearer),
        new("b-owner-first", AppOwners, thief => thief.Day.When(() => !thief.Day.Server.IsCurrent(thief.Copied), 5, () => thief.Day.Often(900, thief.RefreshAsBearer))),
        new("b-oldonly", AppOwners, thief => thief.Day.In(thief.Day.Random.Exponential(300), () => thief.Day.Often(600, () => thief.RefreshCopied(isBearer: true)))),
        new("b-window", AppOwners, thief => thief.AfterEachChange(() => thief.Day.Server.Writes.Rotations + thief.Day.Server.Writes.FreshSuccessors, thief.RefreshAsBearer)),
        new("p-poll60", PageOwners, thief => thief.Day.Every(60, 5, thief.Day.Now + 1, thief.Present)),
        new("p-poll20m", PageOwners, thief => thief.Day.Every(1200, 60, thief.Day.Now + thief.Day.Random.Between(0, 1200), thief.Present)),
        new("p-alternate", PageOwners, Alternate),
        new("p-oldonly", PageOwners, thief => thief.Day.In(thief.Day.Random.Exponential(300), () => thief.Day.Often(300, thief.PresentCopied))),
        new("p-refresher", PageOwners, thief => thief.Day.Every(900, 20, thief.Day.Now + thief.Day.Random.Between(0, 900), thief.Refresh)),
        new("b-fast", AppOwners, thief => thief.Day.Every(20, 2, thief.Day.Now + 1, thief.RefreshAsBearer)),
    ];

    private static void RefreshFirst(Thief thief)
    {
        thief.Refresh();
        thief.Day.In(5, () => thief.Day.Often(200, thief.Present));
    }

    private static void RefreshFirstAsBearer(Thief thief)
    {
        thief.RefreshAsBearer();
        thief.Day.In(60, () => thief.Day.Often(900, thief.RefreshAsBearer));
    }

    /// <summary>Begins when the owner has rotated and used the successor.</summary>
    private static void WaitForTheOwner(Thief thief)
    {
        ISimulatedServer server = thief.Day.Server;
        thief.Day.When(
            () => server.Writes.Rotations > 0 && server.IsCurrentUsed && !server.IsCurrent(thief.Copied),
            5,
            () => thief.Day.Often(300, thief.Present));
    }

    /// <summary>Acts only when the owner was the last to act.</summary>
    private static void Alternate(Thief thief)
    {
        if (thief.Day.LastParty == Party.Owner)
            thief.Present();
        thief.Day.In(5, () => Alternate(thief));
    }

    private static void FollowEachRotation(Thief thief)
    {
        thief.AfterEachChange(() => thief.Day.Server.Writes.Rotations, thief.Present);
        thief.Day.Every(600, 60, thief.Day.Now + 300, thief.Present);
    }

    /// <summary>Polls with what it has, and presents a successor that it was handed only 45 s later, when a reuse window is over.</summary>
    private static void HideWhatIsHanded(Thief thief)
    {
        SimulatedToken? hidden = null;
        double hiddenAt = 0;
        Poll();

        void Poll()
        {
            if (hidden is not null && thief.Day.Now - hiddenAt > 45)
            {
                thief.Jar.Set(hidden, thief.Day.Now);
                hidden = null;
            }

            if (hidden is null)
                thief.Day.Send(new SimulatedRequest(Party.Thief, thief.Jar) { KeepsAnswer = false, Duration = 0.02, LossRate = 0, Answered = Hide });
            thief.Day.In(8, Poll);
        }

        void Hide(SimulatedToken? handed)
        {
            if (handed is null || ReferenceEquals(handed, thief.Jar.Token))
                return;

            hidden = handed;
            hiddenAt = thief.Day.Now;
        }
    }
}
