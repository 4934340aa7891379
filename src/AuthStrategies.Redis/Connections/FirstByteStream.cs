using System.Net.Sockets;

namespace AuthStrategies.Redis.Connections;

/// <summary>Carries the first message of a TLS handshake to a server, and only the first byte of the answer back. So no certificate is read. Not thread-safe.</summary>
internal sealed class FirstByteStream(Socket socket) : Stream
{
    // RFC 8446 §5.1: the types of the records that a server may answer with.
    private const byte Alert = 21;
    private const byte Handshake = 22;

    /// <summary>Whether the answer began as one of TLS.</summary>
    public bool IsTls { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A read of nothing only waits for data.
        if (buffer.IsEmpty)
            return 0;
        byte[] first = new byte[1];
        IsTls = await socket.ReceiveAsync(first, cancellationToken).ConfigureAwait(false) == 1 && first[0] is Alert or Handshake;
        return 0;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await socket.SendAsync(buffer, cancellationToken).ConfigureAwait(false);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
