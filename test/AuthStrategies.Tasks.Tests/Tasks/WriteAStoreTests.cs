using System.Collections.Concurrent;
using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tasks.Tests.Tasks;

/// <summary>Task 8: a store of the reader's own, over a concurrent dictionary instead of the lock of the page, passes the conformance kit.</summary>
[TestFixture]
[Page("docs/writing-a-store.md#The contract")]
[Page("docs/writing-a-store.md#Testing it")]
public sealed class WriteAStoreTests
{
    private static IEnumerable<SessionStoreCase> Cases => SessionStoreConformance.Cases;

    [TestCaseSource(nameof(Cases))]
    public Task Store_Conforms(SessionStoreCase c) => c.RunAsync(() => new ConcurrentStore());

    [Test]
    public async Task Store_OfAnApplication_KeepsItsSessions()
    {
        ConcurrentStore store = new();
        ServiceCollection services = new();
        services.AddLogging().AddAuthStrategy().AddSession().UseSessionStore(_ => store);
        await using ServiceProvider provider = services.BuildServiceProvider();
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();

        IssuedCredential login = await strategy.IssueAsync(TestPrincipals.Of("alice"));

        Assert.That(await strategy.AuthenticateAsync(login.Value), Has.Property("Succeeded").True);
        Assert.That(await store.ListAsync("alice", default), Has.Count.EqualTo(1));
    }

    /// <summary>What the reader has written.</summary>
    private sealed class ConcurrentStore : ISessionStore
    {
        private readonly ConcurrentDictionary<SessionId, SessionRecord> _records = new();

        public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(record);
            cancellationToken.ThrowIfCancellationRequested();
            return new(_records.TryAdd(record.Id, record));
        }

        public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(_records.GetValueOrDefault(id));
        }

        public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(record);
            cancellationToken.ThrowIfCancellationRequested();
            if (!_records.TryGetValue(record.Id, out SessionRecord? stored))
                return new(false);
            if (stored.Subject != record.Subject || stored.AbsoluteExpiresAt != record.AbsoluteExpiresAt)
                throw new ArgumentException("Subject and absolute end never change.", nameof(record));

            // Records are compared by reference, so this is one atomic step.
            return new(stored.Version == record.Version - 1 && _records.TryUpdate(record.Id, record, stored));
        }

        public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ifVersion is not { } version)
                return new(_records.TryRemove(id, out _));

            return new(_records.TryGetValue(id, out SessionRecord? stored) && stored.Version == version && _records.TryRemove(new(id, stored)));
        }

        public ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
        {
            ArgumentException.ThrowIfNullOrEmpty(subject);
            cancellationToken.ThrowIfCancellationRequested();
            return new([.. _records.Values.Where(record => record.Subject == subject)]);
        }

        public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken)
        {
            ArgumentException.ThrowIfNullOrEmpty(subject);
            cancellationToken.ThrowIfCancellationRequested();
            SessionId[] ids = [.. _records.Values.Where(record => record.Subject == subject && record.Id != except).Select(record => record.Id)];
            return new(ids.Count(id => _records.TryRemove(id, out _)));
        }

        public ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
            cancellationToken.ThrowIfCancellationRequested();
            SessionRecord[] due = [.. _records.Values.Where(record => record.ExpiresAt <= now).Take(batch)];
            return new(due.Count(record => _records.TryRemove(new(record.Id, record))));
        }

        public object? GetService(Type serviceType)
        {
            ArgumentNullException.ThrowIfNull(serviceType);
            return serviceType.IsInstanceOfType(this) ? this : null;
        }
    }
}
