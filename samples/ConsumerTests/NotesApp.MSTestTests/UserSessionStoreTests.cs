using AuthStrategies.Testing;
using NotesApp.Accounts;

namespace NotesApp.MSTestTests;

[TestClass]
public sealed class UserSessionStoreTests
{
    public static IEnumerable<object[]> Rows => SessionStoreConformance.Rows;

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public async Task SessionStore_Conforms(SessionStoreCase c)
    {
        ArgumentNullException.ThrowIfNull(c);
        await using var harness = new SessionStoreHarness(new UserSessionStore()) { Rounds = 50 };

        await c.RunAsync(harness, CancellationToken.None);
    }
}
