using AuthStrategies.Rotation.Tests.Simulation;

namespace AuthStrategies.Rotation.Tests.Scenarios;

internal static class Timers
{
    /// <summary>Repeats an action with a pause, and up to <paramref name="variation"/> seconds more, between two of them.</summary>
    public static void Every(this SessionDay day, double pause, double variation, double start, Action action) => day.At(start, () =>
    {
        action();
        day.Every(pause, variation, day.Now + pause + day.Random.Between(0, variation), action);
    });

    /// <summary>Repeats an action with exponentially distributed pauses, the first one now.</summary>
    public static void Often(this SessionDay day, double meanPause, Action action)
    {
        action();
        day.In(day.Random.Exponential(meanPause), () => day.Often(meanPause, action));
    }

    /// <summary>Looks every few seconds whether something has happened, and then acts once.</summary>
    public static void When(this SessionDay day, Func<bool> hasHappened, double pause, Action action)
    {
        if (hasHappened())
            action();
        else
            day.In(pause, () => day.When(hasHappened, pause, action));
    }
}
