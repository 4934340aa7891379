using System.Diagnostics;

namespace AuthStrategies.Crash.KillPoints;

/// <summary>Counts the exchanges with the store, and kills this process (SIGKILL) at the one it was told, at the moment it was told. Thread-safe.</summary>
/// <param name="moment">When.</param>
/// <param name="at">At which exchange, from 1.</param>
/// <param name="spins">How long an exchange that is struck on its way has been on it.</param>
public sealed class KillPoint(Moment moment, int at, int spins)
{
    private int _exchanges;

    /// <summary>How many exchanges there have been.</summary>
    public int Exchanges => Volatile.Read(ref _exchanges);

    /// <summary>Comes before an exchange. Says whether this process dies when it is answered.</summary>
    /// <param name="send">Sends it.</param>
    public bool Before(Action send)
    {
        if (Interlocked.Increment(ref _exchanges) != at)
            return false;
        if (moment == Moment.BeforeSending)
            Now();
        if (moment != Moment.Sending)
            return moment == Moment.Answered;

        // On another thread: a provider that is not asynchronous would be done when it returns.
        _ = Task.Run(send);
        Thread.SpinWait(spins);
        Now();
        return false;
    }

    /// <summary>Comes at the end of the act.</summary>
    public void At(Moment reached)
    {
        if (reached == moment)
            Now();
    }

    /// <summary>Dies without farewell: no finally, no flush, no closing of connections.</summary>
    public static void Now()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
