using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Options;
using Moq;

namespace AuthStrategies.Tests.Sessions;

/// <summary>A page of all live sessions is filled over pages of the store that have none, up to a bound.</summary>
[TestFixture]
public sealed class SessionPagesTests
{
    private readonly SessionFixture _fixture = new();

    [TestCase(0, 3, 1)]
    [TestCase(10, 3, 1)]
    [TestCase(10, 3, 4)]
    [TestCase(60, 3, 4)]
    [TestCase(60, 0, 4)]
    public async Task ListAll_StoreHasExpiredSessionsFirst_NoPageButTheLastIsEmpty(int expired, int live, int pageSize)
    {
        InMemorySessionStore store = new(Options.Create(new InMemorySessionStoreOptions()), _fixture.Time);
        SessionStrategy strategy = _fixture.Node(store: store);
        ISessionDirectory directory = _fixture.DirectoryOver(store);
        for (int i = 0; i < expired; i++)
            await strategy.IssueAsync(SessionFixture.Principal("expired " + i), new() { Lifetime = TimeSpan.FromSeconds(1) });
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        for (int i = 0; i < live; i++)
            await strategy.IssueAsync(SessionFixture.Principal("live " + i));

        int listed = 0;
        for (SessionInfoPage page = await directory.ListAllAsync(pageSize: pageSize); ; page = await directory.ListAllAsync(page.Continuation, pageSize))
        {
            listed += page.Sessions.Count;
            if (page.Continuation is null)
                break;
            Assert.That(page.Sessions, Is.Not.Empty);
        }

        Assert.That(listed, Is.EqualTo(live));
    }

    [TestCase(0, 16, TestName = "ListAll_StoreHasNoSessionAtAll_ReadsSixteenPages")]
    [TestCase(100, 5, TestName = "ListAll_StoreIsSlow_StopsAfterHalfASecond")]
    [TestCase(600, 1, TestName = "ListAll_StoreIsVerySlow_ReadsOnePage")]
    [TestCase(40, 3, 400, TestName = "ListAll_ShortTimeLimit_StopsAfterAQuarterOfIt")]
    [TestCase(12, 2, 50, TestName = "ListAll_ShortestTimeLimit_StopsAfterAQuarterOfIt")]
    [TestCase(200, 3, 60_000, TestName = "ListAll_LongTimeLimit_StopsAfterHalfASecond")]
    public async Task ListAll_EmptyPagesWithoutEnd_AreBounded(int milliseconds, int reads, int limit = 2_000)
    {
        List<string?> asked = [];
        Mock<ISessionEnumerator> enumerator = new();
        enumerator.Setup(all => all.ListAllAsync(It.IsAny<string?>(), It.IsAny<int>(), It.IsAny<CancellationToken>())).Returns((string? continuation, int _, CancellationToken _) =>
        {
            asked.Add(continuation);
            _fixture.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            return new(new SessionPage { Records = [], Continuation = $"{asked.Count}" });
        });
        Mock<ISessionStore> store = new();
        store.Setup(inner => inner.GetService(typeof(ISessionEnumerator))).Returns(enumerator.Object);

        SessionInfoPage page = await _fixture.DirectoryOver(store.Object, TimeSpan.FromMilliseconds(limit)).ListAllAsync();

        Assert.That((page.Sessions.Count, page.Continuation, asked.Count), Is.EqualTo((0, $"{reads}", reads)));
        Assert.That(asked.Skip(1), Is.EqualTo(Enumerable.Range(1, reads - 1).Select(read => $"{read}")));
    }

    /// <summary>The store refuses a continuation that it returned itself: the caller, who gave another one or none, is not blamed.</summary>
    [TestCase(null)]
    [TestCase("given")]
    public async Task ListAll_StoreRefusesItsOwnContinuation_IsAnEmptyPageWithIt(string? given)
    {
        Mock<ISessionEnumerator> enumerator = new();
        enumerator.Setup(all => all.ListAllAsync(It.IsAny<string?>(), It.IsAny<int>(), It.IsAny<CancellationToken>())).Returns((string? continuation, int _, CancellationToken _) =>
            continuation == "own" ? throw new ArgumentException("refused", nameof(continuation)) : new(new SessionPage { Records = [], Continuation = "own" }));
        Mock<ISessionStore> store = new();
        store.Setup(inner => inner.GetService(typeof(ISessionEnumerator))).Returns(enumerator.Object);

        SessionInfoPage page = await _fixture.DirectoryOver(store.Object).ListAllAsync(given);

        Assert.That((page.Sessions.Count, page.Continuation), Is.EqualTo((0, "own")));
    }
}
