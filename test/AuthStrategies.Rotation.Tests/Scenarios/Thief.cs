using AuthStrategies.Rotation.Tests.Simulation;

namespace AuthStrategies.Rotation.Tests.Scenarios;

/// <summary>One who copied the owner's jar, and what can be done with the copy.</summary>
internal sealed class Thief
{
    public Thief(SessionDay day)
    {
        Day = day;
        day.ThiefJar.Set(day.OwnerJar.Token, day.Now);
        Copied = day.ThiefJar.Token;
        day.Note($"thief copies {Copied}");
    }

    public SessionDay Day { get; }

    public CookieJar Jar => Day.ThiefJar;

    public SimulatedToken Copied { get; }

    public void Present() => Day.Send(new SimulatedRequest(Party.Thief, Jar) { Duration = 0.02, LossRate = 0 });

    public void Refresh() => Day.Send(new SimulatedRequest(Party.Thief, Jar) { IsRefresh = true, Duration = 0.02, LossRate = 0 });

    public void RefreshAsBearer() => Day.Send(new SimulatedRequest(Party.Thief, Jar) { IsRefresh = true, IsBearer = true, Duration = 0.02, LossRate = 0 });

    /// <summary>Presents the first copy again and again, and never takes a newer token.</summary>
    public void PresentCopied() =>
        Day.Send(new SimulatedRequest(Party.Thief, Jar) { Token = Copied, KeepsAnswer = false, Duration = 0.02, LossRate = 0 });

    public void RefreshCopied(bool isBearer) => Day.Send(
        new SimulatedRequest(Party.Thief, Jar) { Token = Copied, KeepsAnswer = false, IsRefresh = true, IsBearer = isBearer, Duration = 0.02, LossRate = 0 });

    /// <summary>Acts up to 25 s after each change of a number that only a thief with inside knowledge can see.</summary>
    public void AfterEachChange(Func<int> number, Action act)
    {
        int last = number();
        Look();

        void Look()
        {
            if (number() != last)
            {
                last = number();
                Day.In(Day.Random.Between(0.5, 25), act);
            }

            Day.In(1, Look);
        }
    }
}
