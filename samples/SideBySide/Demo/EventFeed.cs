using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AuthStrategies;

namespace SideBySide.Demo;

/// <summary>Gives the events of the library to the pages that are open. Thread-safe.</summary>
internal sealed class EventFeed : IAuthEventSink
{
    private const int MaxKept = 200;

    private readonly Lock _sync = new();
    private readonly Queue<EventLine> _kept = new();
    private readonly HashSet<Channel<EventLine>> _pages = [];
    private long _number;

    public ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken)
    {
        lock (_sync)
        {
            EventLine line = EventLine.Of(++_number, authEvent);
            _kept.Enqueue(line);
            if (_kept.Count > MaxKept)
                _kept.Dequeue();
            foreach (Channel<EventLine> page in _pages)
                page.Writer.TryWrite(line);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Every event after a number, and then those that come, until the page closes.</summary>
    public async IAsyncEnumerable<EventLine> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A page that does not read loses the oldest, and keeps no memory.
        var page = Channel.CreateBounded<EventLine>(new BoundedChannelOptions(MaxKept) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_sync)
        {
            foreach (EventLine line in _kept.Where(line => line.Number > after))
                page.Writer.TryWrite(line);
            _pages.Add(page);
        }

        try
        {
            await foreach (EventLine line in page.Reader.ReadAllAsync(cancellationToken))
                yield return line;
        }
        finally
        {
            lock (_sync)
                _pages.Remove(page);
        }
    }
}
