using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

/// <summary>A login of a subject that has many sessions.</summary>
public sealed partial class SessionIssuerTests
{
    /// <summary>Limit, sessions before, whether the store counts, and how often the login reads all sessions.</summary>
    [TestCase(10_000, 10, true, 0)]
    [TestCase(10_000, 300, true, 0)]
    [TestCase(10_000, 300, false, 2)]
    [TestCase(364, 300, true, 0)]
    [TestCase(363, 300, true, 2)]
    [TestCase(128, 64, true, 0)]
    [TestCase(127, 0, true, 2)]
    [Property("Requirement", "S-08")]
    public async Task Issue_ManySessions_AreReadNearTheLimitOnly(int limit, int before, bool counts, int lists)
    {
        _fixture.Options.MaxSessionsPerSubject = limit;
        CountingStore store = new(_fixture.Store) { Counts = counts };
        SessionStrategy strategy = _fixture.Node(store: store);
        for (int i = 0; i < before; i++)
            await strategy.IssueAsync(SessionFixture.Principal());
        store.Lists = 0;

        await strategy.IssueAsync(SessionFixture.Principal());

        Assert.That(store.Lists, Is.EqualTo(lists));
        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(Math.Min(limit, before + 1)));
    }

    /// <summary>The sessions before, and how many logins begin together far below the limit.</summary>
    [TestCase(64, 64)]
    [TestCase(64, 65)]
    [TestCase(64, 90)]
    [TestCase(0, 140)]
    [Property("Requirement", "S-08")]
    public async Task Issue_ManyTogetherFarBelowTheLimit_KeepTheLimit(int before, int together)
    {
        const int Limit = 128;
        _fixture.Options.MaxSessionsPerSubject = Limit;
        CountingStore store = new(_fixture.Store);
        SessionStrategy strategy = _fixture.Node(store: store);
        for (int i = 0; i < before; i++)
        {
            await strategy.IssueAsync(SessionFixture.Principal());
            _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        }

        SessionId[] oldestFirst = [.. _fixture.Store.Records.OrderBy(record => record.ExpiresAt).Select(record => record.Id)];
        TaskCompletionSource created = new();
        int waiting = 0;
        _fixture.Store.After = (operation, _) => operation == "create" && Interlocked.Increment(ref waiting) < together ? created.Task : Task.CompletedTask;
        Task[] logins = [.. Enumerable.Range(0, together).Select(_ => strategy.IssueAsync(SessionFixture.Principal()).AsTask())];
        created.SetResult();
        await Task.WhenAll(logins);

        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(Math.Min(Limit, before + together)));
        Assert.That(_fixture.Store.Records.Select(record => record.Id).Intersect(oldestFirst), Is.EquivalentTo(oldestFirst.Skip(Math.Max(0, before + together - Limit))), "the least recently used ended");
    }

    private sealed class CountingStore(ISessionStore inner) : DelegatingSessionStore(inner), ISessionCounter
    {
        public bool Counts { get; init; } = true;

        public int Lists { get; set; }

        public override ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
        {
            Lists++;
            return base.ListAsync(subject, cancellationToken);
        }

        public async ValueTask<bool> MayHaveMoreThanAsync(string subject, int count, CancellationToken cancellationToken) =>
            (await base.ListAsync(subject, cancellationToken)).Count > count;

        public override object? GetService(Type serviceType) => serviceType == typeof(ISessionCounter) && !Counts ? null : base.GetService(serviceType);
    }
}
