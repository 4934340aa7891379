namespace SideBySide.Smoke;

internal static class SmokeWalk
{
    public static Task<int> RunAsync() => Task.FromResult(1);
}
