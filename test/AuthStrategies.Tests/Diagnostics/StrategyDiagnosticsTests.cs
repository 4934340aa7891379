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
        List<string> stopped = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AuthStrategiesTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => stopped.Add(activity.DisplayName + " " + activity.GetTagItem(AuthStrategiesTelemetry.OutcomeTag)),
        };
        ActivitySource.AddActivityListener(listener);
        var fixture = new SessionFixture();
        if (isStoreSlow)
            fixture.Store.Before = async (_, _) => await Task.Yield();
        using Activity mine = new Activity("mine").Start();

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
