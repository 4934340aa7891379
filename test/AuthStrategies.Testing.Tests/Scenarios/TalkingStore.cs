namespace AuthStrategies.Testing.Tests.Scenarios;

/// <summary>A store that carries invalidation messages between the nodes of one process.</summary>
internal sealed class TalkingStore(ISessionStore inner) : DelegatingSessionStore(inner), ISessionInvalidations
{
    private readonly List<Channel> _channels = [];

    public ISessionInvalidationChannel Open(Action<ReadOnlyMemory<byte>> receive)
    {
        Channel channel = new(this, receive);
        lock (_channels)
            _channels.Add(channel);
        return channel;
    }

    private void Send(Channel sender, ReadOnlyMemory<byte> message)
    {
        Channel[] others;
        lock (_channels)
            others = [.. _channels.Where(channel => channel != sender)];
        foreach (Channel channel in others)
            channel.Receive(message);
    }

    private void Close(Channel channel)
    {
        lock (_channels)
            _channels.Remove(channel);
    }

    private sealed class Channel(TalkingStore store, Action<ReadOnlyMemory<byte>> receive) : ISessionInvalidationChannel
    {
        public long Subscription => 1;

        public Action<ReadOnlyMemory<byte>> Receive { get; } = receive;

        public void Publish(ReadOnlyMemory<byte> message) => store.Send(this, message);

        public void Dispose() => store.Close(this);
    }
}
