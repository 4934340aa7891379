using AuthStrategies.Rotation.Tests.Simulation;

namespace AuthStrategies.Rotation.Tests.Scenarios;

/// <summary>
/// A mobile app that keeps its token itself and refreshes it after 14 minutes of use, again after 30 s without an answer.
/// </summary>
/// <param name="day">The day.</param>
/// <param name="isSingleFlight">Whether it refreshes one at a time.</param>
/// <param name="presentsToken">Whether its requests present the token too. Otherwise they present access tokens.</param>
internal sealed class App(SessionDay day, bool isSingleFlight, bool presentsToken)
{
    private const double AccessTokenLife = 840;
    private const double Timeout = 30;
    private const int Retries = 3;

    private double _refreshedAt;
    private bool _isRefreshing;

    public void Start()
    {
        day.At(day.Random.Between(0, 300), Visit);
        for (double sleep = day.Random.Exponential(3000); sleep < SessionDay.Length; sleep += 1200 + day.Random.Exponential(4000))
            day.At(sleep, () => day.Suspend(day.Random.Between(60, 1200)));
    }

    private void Visit()
    {
        int uses = 1 + (int)day.Random.Exponential(5);
        double start = 0;
        for (int i = 0; i < uses; i++)
        {
            day.In(start, Use);
            start += 1 + day.Random.Exponential(40);
        }

        day.In(start + day.Random.Exponential(900), Visit);
    }

    private void Use()
    {
        if (day.Now - _refreshedAt > AccessTokenLife && !(isSingleFlight && _isRefreshing))
            RefreshAll();
        if (!presentsToken)
            return;

        for (int i = 0; i < 3; i++)
            day.In(day.Random.Between(0, 1.5), Present);
    }

    private void RefreshAll()
    {
        int count = isSingleFlight ? 1 : 1 + day.Random.Next(3);
        for (int i = 0; i < count; i++)
            day.In(day.Random.Between(0, 0.5), () => Refresh(retry: 0));
    }

    private void Refresh(int retry)
    {
        if (isSingleFlight && _isRefreshing && retry == 0)
            return;

        _isRefreshing = true;
        bool isDone = false;
        day.Send(new SimulatedRequest(Party.Owner, day.OwnerJar) { IsRefresh = true, IsBearer = true, Duration = 0.05, LossRate = 0.2, Answered = _ => Done() });
        day.In(Timeout, TryAgain);

        void Done()
        {
            if (isDone)
                return;

            isDone = true;
            _isRefreshing = false;
            _refreshedAt = day.Now;
        }

        void TryAgain()
        {
            if (isDone)
                return;

            isDone = isSingleFlight;
            if (retry < Retries)
                Refresh(retry + 1);
            else
                _isRefreshing = false;
        }
    }

    private void Present() => day.Send(new SimulatedRequest(Party.Owner, day.OwnerJar) { IsBearer = true, Duration = 0.05 });
}
