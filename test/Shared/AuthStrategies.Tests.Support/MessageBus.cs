namespace AuthStrategies.Tests.Support;

/// <summary>Carries messages between near caches at once, loses them on command, and knows that it is interrupted when told so.</summary>
public sealed class MessageBus : ISessionInvalidations
{
    private readonly List<Channel> _open = [];
    private readonly List<byte[]> _sent = [];
    private int _subscriptions = 1;

    public bool LosesMessages { get; set; }

    public IReadOnlyList<byte[]> Sent => _sent;

    public int Listeners => _open.Count;

    private long Subscription { get; set; } = 1;

    public void Interrupt() => Subscription = 0;

    public void Restore() => Subscription = ++_subscriptions;

    public ISessionInvalidationChannel Open(Action<ReadOnlyMemory<byte>> receive)
    {
        Channel channel = new(this, receive);
        lock (_open)
            _open.Add(channel);
        return channel;
    }

    /// <summary>Says something to all, as another node would.</summary>
    public void Say(byte[] message) => Deliver(message, from: null);

    private void Deliver(byte[] message, Channel? from)
    {
        Channel[] others;
        lock (_open)
        {
            _sent.Add(message);
            others = [.. _open.Where(channel => channel != from)];
        }

        foreach (Channel other in LosesMessages ? [] : others)
            other.Receive(message);
    }

    private sealed class Channel(MessageBus bus, Action<ReadOnlyMemory<byte>> receive) : ISessionInvalidationChannel
    {
        public long Subscription => bus.Subscription;

        public void Receive(byte[] message) => receive(message);

        public void Publish(ReadOnlyMemory<byte> message) => bus.Deliver(message.ToArray(), this);

        public void Dispose()
        {
            lock (bus._open)
                bus._open.Remove(this);
        }
    }
}
