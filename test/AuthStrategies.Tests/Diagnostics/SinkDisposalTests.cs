using AuthStrategies.Testing;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Tests.Diagnostics;

/// <summary>A sink whose Dispose or DisposeAsync throws: nothing before the end of the container is changed by it.</summary>
[TestFixture]
[Property("Requirement", "E-03")]
public sealed class SinkDisposalTests
{
    [TestCase(typeof(ThrowsInDispose))]
    [TestCase(typeof(ThrowsInDisposeAsync))]
    public async Task Host_SinkThrowsWhenItIsDisposed_HasDeliveredEverythingAndSaysSo(Type kind)
    {
        RecordingEventSink other = new();
        Deliveries deliveries = new();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(deliveries);
        _ = kind == typeof(ThrowsInDispose) ? builder.Services.AddAuthEventSink<ThrowsInDispose>() : builder.Services.AddAuthEventSink<ThrowsInDisposeAsync>();
        builder.Services.AddAuthEventSink("other", _ => other);
        builder.Services.AddAuthStrategy().AddSession();
        IHost host = builder.Build();
        await host.StartAsync();
        IAuthStrategy strategy = host.Services.GetRequiredService<IAuthStrategy>();
        for (int i = 0; i < 100; i++)
            await strategy.RevokeAsync((await strategy.IssueAsync(SessionScenario.Principal())).Value);

        await host.StopAsync();
        (int taken, int flushed) = (deliveries.Taken, deliveries.Flushed);

        // The container owns what it creates, so its owner sees the exception, and no other one.
        await Assert.ThatAsync(async () => await ((IAsyncDisposable)host).DisposeAsync(), Throws.InvalidOperationException.With.Message.EqualTo("cannot be disposed of"));
        Assert.That((taken, flushed, other.Events.Count, deliveries.Disposed), Is.EqualTo((200, 200, 200, 1)));
    }

    [Test]
    public async Task Sink_OfAFactory_IsNotDisposedByTheLibrary()
    {
        Deliveries deliveries = new();
        ThrowsInDispose sink = new(deliveries);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddAuthEventSink("own", _ => sink).AddAuthStrategy().AddSession();
        IHost host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<IAuthStrategy>().IssueAsync(SessionScenario.Principal());
        await host.StopAsync();

        await Assert.ThatAsync(async () => await ((IAsyncDisposable)host).DisposeAsync(), Throws.Nothing);

        Assert.That((deliveries.Taken, deliveries.Flushed, deliveries.Disposed), Is.EqualTo((1, 1, 0)), "who created it disposes of it");
    }

    internal sealed class Deliveries
    {
        public int Taken { get; set; }

        public int Flushed { get; set; }

        public int Disposed { get; set; }
    }

    internal abstract class Counting(Deliveries deliveries) : IAuthEventSink
    {
        private int _unflushed;

        protected Deliveries Deliveries => deliveries;

        public ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken)
        {
            deliveries.Taken++;
            _unflushed++;
            return ValueTask.CompletedTask;
        }

        public ValueTask FlushAsync(CancellationToken cancellationToken)
        {
            deliveries.Flushed += _unflushed;
            _unflushed = 0;
            return ValueTask.CompletedTask;
        }
    }

    internal sealed class ThrowsInDispose(Deliveries deliveries) : Counting(deliveries), IDisposable
    {
        public void Dispose()
        {
            Deliveries.Disposed++;
            throw new InvalidOperationException("cannot be disposed of");
        }
    }

    internal sealed class ThrowsInDisposeAsync(Deliveries deliveries) : Counting(deliveries), IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            Deliveries.Disposed++;
            return ValueTask.FromException(new InvalidOperationException("cannot be disposed of"));
        }
    }
}
