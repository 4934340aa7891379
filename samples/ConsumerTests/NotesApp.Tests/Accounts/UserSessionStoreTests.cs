using AuthStrategies.Testing;
using NotesApp.Accounts;

namespace NotesApp.Tests.Accounts;

[TestFixture]
public sealed class UserSessionStoreTests
{
    private static IEnumerable<SessionStoreCase> Cases => SessionStoreConformance.Cases;

    [TestCaseSource(nameof(Cases))]
    public Task SessionStore_Conforms(SessionStoreCase c) => c.RunAsync(() => new UserSessionStore());
}
