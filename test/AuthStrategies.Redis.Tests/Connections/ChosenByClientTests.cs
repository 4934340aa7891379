using AuthStrategies.Redis.Connections;
using AuthStrategies.Tests.Support;
using Moq;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>A store that is disposed while its connection opens, which may take minutes, does not wait and leaves no connection.</summary>
[TestFixture]
[Property("Requirement", "M-16")]
public sealed class ChosenByClientTests
{
    [Test]
    public async Task Dispose_WhileOpening_EndsAndClosesTheConnectionLater()
    {
        TaskCompletionSource<PrimaryServer> opening = new();
        Mock<IConnectionMultiplexer> multiplexer = new();
        ChosenByClient watch = new(() => opening.Task, configuration: null, TimeProvider.System);
        Task<PrimaryServer> waiting = watch.WaitAsync();

        await watch.DisposeAsync().AsTask().WaitAsync(Until.TimeLimit);
        bool isClosedTooSoon = multiplexer.Invocations.Any(call => call.Method.Name == nameof(IAsyncDisposable.DisposeAsync));
        opening.SetResult(new(multiplexer.Object, endPoint: null, new ConfigurationOptions()));
        await waiting;

        Assert.That(isClosedTooSoon, Is.False);
        await Until.TrueAsync(() => multiplexer.Invocations.Any(call => call.Method.Name == nameof(IAsyncDisposable.DisposeAsync)));
    }
}
