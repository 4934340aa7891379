using AuthStrategies.Redis.Connections;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>Which server of a list answers: r for a replica, p for a primary, P for a primary with replicas, ? for one that does not say.</summary>
[TestFixture]
[Property("Requirement", "M-16")]
public sealed class ServerListWatchTests
{
    [TestCase(0, "pr", -1)]
    [TestCase(0, "rr", -1)]
    [TestCase(0, "??", -1)]
    [TestCase(0, "r?", -1)]
    [TestCase(0, "?r", -1)]
    [TestCase(0, "rp", 1)]
    [TestCase(0, "?p", 1)]
    [TestCase(0, "pp", -1)]
    [TestCase(1, "Pp", -1)]
    [TestCase(2, "ppr", 0)]
    [TestCase(2, "pP?", 1)]
    [TestCase(-1, "rp", 1)]
    [TestCase(-1, "", -1)]
    public void Choose_Roles_TakeAnotherPrimaryOnlyIfTheCurrentIsNone(int current, string roles, int chosen) =>
        Assert.That(ServerListWatch.Choose(current, [.. roles.Select(Read)]), Is.EqualTo(chosen));

    private static ServerRole Read(char role) => role switch
    {
        'r' => ServerRole.Replica,
        'p' => ServerRole.Primary(0),
        'P' => ServerRole.Primary(1),
        _ => ServerRole.Unknown,
    };
}
