using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Sessions;

/// <summary>Reports the writes of the rules of rotation. An end is reported by <see cref="SessionRevoker"/>.</summary>
internal static class RotationReport
{
    public static void Changed(this StrategyDiagnostics diagnostics, RotationWrite write, SessionId session)
    {
        if (write is RotationWrite.Rotate or RotationWrite.FreshSuccessor)
            diagnostics.Rotated(session);
        else if (write == RotationWrite.Branch)
            diagnostics.Branched(session);
    }
}
