using AuthStrategies.Rotation.Tests.Simulation;

namespace AuthStrategies.Rotation.Tests.Scenarios;

/// <summary>An app and its widget: two processes over one storage, in which each sees the other's writes after a delay.</summary>
internal sealed class AppWithWidget(SessionDay day)
{
    private const double AccessTokenLife = 840;

    private readonly List<(double At, CookieJar By, SimulatedToken Token)> _storage = [];

    public void Start()
    {
        _storage.Add((0, day.OwnerJar, day.First));
        StartProcess(day.OwnerJar, meanPause: 400);
        StartProcess(day.OtherJar, meanPause: 1200);
    }

    private void StartProcess(CookieJar jar, double meanPause)
    {
        double refreshedAt = 0;
        day.At(day.Random.Between(0, meanPause), Next);

        void Next()
        {
            Load(jar);
            if (day.Now - refreshedAt > AccessTokenLife)
                day.Send(new SimulatedRequest(Party.Owner, jar) { IsRefresh = true, IsBearer = true, Duration = 0.05, LossRate = 0.1, Answered = Save });
            for (int i = 0; i < 2; i++)
                day.In(2 + i, Present);
            day.In(60 + day.Random.Exponential(meanPause), Next);
        }

        void Save(SimulatedToken? handed)
        {
            if (handed is null)
                return;

            _storage.Add((day.Now, jar, handed));
            refreshedAt = day.Now;
        }

        void Present()
        {
            Load(jar);
            day.Send(new SimulatedRequest(Party.Owner, jar) { IsBearer = true, Duration = 0.05 });
        }
    }

    /// <summary>Takes the newest write that this process can see.</summary>
    private void Load(CookieJar jar)
    {
        int newest = _storage.FindLastIndex(write => (write.By == jar ? write.At : write.At + VisibleAfter(write.At)) <= day.Now);
        if (newest >= 0)
            jar.Set(_storage[newest].Token, day.Now);
    }

    /// <summary>The same for each look at one write: nine of ten are seen soon, some after up to a minute.</summary>
    private static double VisibleAfter(double writtenAt)
    {
        double draw = Math.Abs(Math.Sin(writtenAt * 12.9898)) * 1e4 % 1;
        return draw < 0.9 ? 0.05 : 60 * draw * draw * draw;
    }
}
