using AuthStrategies.Testing;
using NotesApp.Accounts;

namespace NotesApp.XunitTests;

public sealed class UserSessionStoreTests
{
    public static IEnumerable<object[]> Rows => SessionStoreConformance.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task SessionStore_Conforms(SessionStoreCase c)
    {
        await using var harness = new SessionStoreHarness(new UserSessionStore()) { Rounds = 50 };

        await c.RunAsync(harness, CancellationToken.None);
    }
}
