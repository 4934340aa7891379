using System.Collections.Concurrent;
using System.Diagnostics;
using AuthStrategies.Tests.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Diagnostics;

public sealed class StrategyDiagnosticsTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task EveryVerb_WhileTraced_IsOneActivityAndLeavesTheCallersInPlace(bool isStoreSlow)
    {
        ConcurrentQueue<string> stopped = [];
        using Activity mine = new Activity("mine").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AuthStrategiesTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            // The listener hears the whole process; what earlier tests have left behind may still go on.
            ActivityStopped = activity =>
            {
                if (activity.TraceId == mine.TraceId)
                    stopped.Enqueue(activity.DisplayName + " " + activity.GetTagItem(AuthStrategiesTelemetry.OutcomeTag));
            },
        };
        ActivitySource.AddActivityListener(listener);
        var fixture = new SessionFixture();
        if (isStoreSlow)
            fixture.Store.Before = async (_, _) => await Task.Yield();

        string token = await fixture.IssueAsync();
        await fixture.Strategy.AuthenticateAsync(token);
        fixture.Time.Advance(TimeSpan.FromMinutes(10));
        await fixture.Strategy.AuthenticateAsync(token);
        await fixture.Strategy.AuthenticateAsync("no token");
        await fixture.Strategy.RefreshAsync(token);
        await fixture.Strategy.RevokeAsync(token);

        Assert.That(Activity.Current, Is.SameAs(mine));
        Assert.That(stopped, Is.EqualTo((string[])
        [
            "authstrategies.issue ", "authstrategies.authenticate succeeded", "authstrategies.authenticate succeeded",
            "authstrategies.authenticate not_applicable", "authstrategies.refresh succeeded", "authstrategies.revoke revoked",
        ]));
    }
}
