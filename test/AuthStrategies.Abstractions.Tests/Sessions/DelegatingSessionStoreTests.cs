using Moq;

namespace AuthStrategies.Tests.Sessions;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DelegatingSessionStoreTests
{
    private readonly Mock<ISessionStore> _inner = new();

    [TestCase(typeof(ISessionStore))]
    [TestCase(typeof(DelegatingSessionStore))]
    [TestCase(typeof(TimedDecorator))]
    [TestCase(typeof(ITimedSessionStore))]
    public void GetService_TypeThatItImplements_IsItself(Type type)
    {
        TimedDecorator store = new(_inner.Object);

        Assert.That(store.GetService(type), Is.SameAs(store));
    }

    [Test]
    public void GetService_InvalidationMessages_AreThoseOfTheInnerStore()
    {
        ISessionInvalidations inner = Mock.Of<ISessionInvalidations>();
        _inner.Setup(store => store.GetService(typeof(ISessionInvalidations))).Returns(inner);

        Assert.That(new TimedDecorator(_inner.Object).GetService<ISessionInvalidations>(), Is.SameAs(inner));
    }

    [Test]
    public void GetService_InvalidationMessagesThroughTwoDecorators_AreThoseOfTheInnermostStore()
    {
        ISessionInvalidations inner = Mock.Of<ISessionInvalidations>();
        _inner.Setup(store => store.GetService(typeof(ISessionInvalidations))).Returns(inner);

        Assert.That(new TimedDecorator(new TimedDecorator(_inner.Object)).GetService<ISessionInvalidations>(), Is.SameAs(inner));
    }

    [TestCase(typeof(ISessionEnumerator))]
    [TestCase(typeof(ISessionCounter))]
    [TestCase(typeof(IDisposable))]
    [TestCase(typeof(string))]
    public void GetService_AnotherAbilityOfTheInnerStore_IsNotPassedOn(Type type)
    {
        _inner.Setup(store => store.GetService(It.IsAny<Type>())).Returns(new object());

        Assert.That(new TimedDecorator(_inner.Object).GetService(type), Is.Null);
    }

    [Test]
    public void GetService_NoType_Throws() =>
        Assert.That(() => new TimedDecorator(_inner.Object).GetService(null!), Throws.ArgumentNullException);

    [Test]
    public void Constructor_NoStore_Throws() => Assert.That(() => new TimedDecorator(null!), Throws.ArgumentNullException);

    private sealed class TimedDecorator(ISessionStore inner) : DelegatingSessionStore(inner), ITimedSessionStore
    {
        public TimeSpan CallTimeout => TimeSpan.FromSeconds(1);
    }
}
