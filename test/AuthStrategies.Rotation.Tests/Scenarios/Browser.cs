using AuthStrategies.Rotation.Tests.Simulation;

namespace AuthStrategies.Rotation.Tests.Scenarios;

/// <summary>A browser: tabs share one cookie jar, a page is a burst of requests.</summary>
internal sealed class Browser(SessionDay day, CookieJar jar)
{
    private const int Burst = 6;

    /// <summary>One tab: visits of a few pages, with pauses.</summary>
    public void OpenTab(double meanPause) => OpenTab(meanPause, OpenPage);

    public void OpenTab(double meanPause, Action openPage) => day.At(day.Now + day.Random.Exponential(meanPause / 2), () => Visit(meanPause, openPage));

    public void OpenPage()
    {
        bool isAborted = day.Random.Chance(0.02);
        bool isAwake = day.Random.Chance(0.3);
        // A single-page application that wakes up sends the whole burst at once, without a document first.
        if (isAwake)
            SendBurst(Burst);
        else
            SendDocument(isAborted);
        if (!isAwake && day.Random.Chance(0.15))
            day.In(day.Random.Between(0.2, 2), Send);
    }

    public void Send() => Send(Work());

    public void Send(double duration) => day.Send(new SimulatedRequest(Party.Owner, jar) { Duration = duration });

    /// <summary>A script that asks at regular times.</summary>
    public void Poll(double pause, double variation = 5) => day.Every(pause, variation, day.Random.Between(0, pause), () => Send(0.02));

    /// <summary>A request that the server answers late, sent again at once.</summary>
    public void LongPoll() => day.Send(new SimulatedRequest(Party.Owner, jar)
    {
        Duration = day.Random.Chance(0.3) ? 0.02 : day.Random.Between(5, 600),
        GoesOnAfterLoss = true,
        Answered = _ => day.In(0.01, LongPoll),
    });

    /// <summary>The page of a server-side front end, which forwards the cookie to the API and drops what it answers.</summary>
    public void OpenForwardedPage()
    {
        for (int i = 0; i < 3; i++)
            day.Send(new SimulatedRequest(Party.Owner, jar) { Duration = 0.05, HasFetchMetadata = false, KeepsAnswer = false });
        if (day.Random.Chance(0.3))
            day.In(1, () => Send(0.05));
    }

    /// <summary>The browser dies and starts again with an older jar.</summary>
    public void Crash(double pause, Func<SimulatedToken> restored)
    {
        jar.Crash(restored(), day.Now);
        day.Note($"owner's browser dies and comes back with {jar.Token}");
        day.In(pause, () =>
        {
            OpenPage();
            day.In(20, OpenPage);
            day.In(90, OpenPage);
        });
    }

    private void Visit(double meanPause, Action openPage)
    {
        int pages = 1 + (int)day.Random.Exponential(4);
        double start = 0;
        for (int i = 0; i < pages; i++)
        {
            day.In(start, openPage);
            start += 1 + day.Random.Exponential(25);
        }

        day.In(start + day.Random.Exponential(meanPause), () => Visit(meanPause, openPage));
    }

    private void SendDocument(bool isAborted) => day.Send(new SimulatedRequest(Party.Owner, jar)
    {
        Duration = Work(),
        LossRate = isAborted ? 1 : null,
        Answered = _ => SendParts(),
    });

    private void SendParts()
    {
        for (int i = 0; i < Burst - 1; i++)
            day.In(day.Random.Between(0, 0.3), Send);
    }

    private void SendBurst(int count)
    {
        for (int i = 0; i < count; i++)
            Send();
    }

    private double Work() => 0.005 + day.Random.Exponential(0.15);
}
