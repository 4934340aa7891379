using AuthStrategies.Rotation.Tests.Simulation;

namespace AuthStrategies.Rotation.Tests.Scenarios;

/// <summary>
/// The tabs of a browser with server-rendered pages: a page presents the refresh token when the access token has expired, and its answer
/// brings a new one.
/// </summary>
internal sealed class Pages(SessionDay day, double accessTokenLife)
{
    private const double PrefetchRate = 0.1;

    private double _validUntil;

    public void Start(int tabs)
    {
        _validUntil = accessTokenLife;
        Browser browser = new(day, day.OwnerJar);
        for (int i = 0; i < tabs; i++)
            browser.OpenTab(1500, Open);
    }

    public void ForgetAccessToken() => _validUntil = 0;

    /// <summary>One link, sometimes opened in two tabs at once.</summary>
    public void Open()
    {
        int count = day.Random.Chance(0.1) ? 2 : 1;
        for (int i = 0; i < count; i++)
            OpenOne();
    }

    private void OpenOne()
    {
        if (day.Now < _validUntil)
            return;

        // The answer to a prefetch carries no cookies.
        bool isPrefetch = day.Random.Chance(PrefetchRate);
        day.Send(new SimulatedRequest(Party.Owner, day.OwnerJar)
        {
            Duration = Work(),
            HasFetchMetadata = !isPrefetch,
            KeepsAnswer = !isPrefetch,
            Answered = _ => _validUntil = isPrefetch ? _validUntil : day.Now + accessTokenLife,
        });
    }

    // Some pages take minutes.
    private double Work() => day.Random.Chance(0.01) ? day.Random.Between(30, 600) : 0.005 + day.Random.Exponential(0.15);
}
