using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Sessions;

/// <summary>Reports the writes of the rules of rotation. An end is reported by <see cref="SessionRevoker"/>.</summary>
internal static class RotationReport
{
    public static void Changed(this StrategyDiagnostics diagnostics, RotationWrite write, SessionRecord session, IClientFactsSource? caller)
    {
        if (write is RotationWrite.Rotate or RotationWrite.FreshSuccessor)
            diagnostics.Rotated(session, caller);
        else if (write == RotationWrite.Branch)
            diagnostics.Branched(session, caller);
    }
}
