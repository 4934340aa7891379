using System.Security.Cryptography;

namespace AuthStrategies.Randomness;

/// <summary>The one place that randomness comes from: the platform's generator, drawn in blocks.</summary>
/// <remarks>
/// A call of the generator costs a microsecond whatever it is asked for, so each thread draws a block and hands it out
/// piece by piece. What was handed out is wiped at once: the block never holds a byte that anybody uses.
/// </remarks>
internal static class SecureRandom
{
    private const int BlockSize = 1024;

    [ThreadStatic]
    private static Block? _block;

    public static void Fill(Span<byte> destination)
    {
        if (destination.Length > BlockSize / 4)
        {
            RandomNumberGenerator.Fill(destination);
            return;
        }

        (_block ??= new Block()).Take(destination);
    }

    private sealed class Block
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);
        private int _next = BlockSize;

        public void Take(Span<byte> destination)
        {
            if (_bytes.Length - _next < destination.Length)
            {
                RandomNumberGenerator.Fill(_bytes);
                _next = 0;
            }

            Span<byte> piece = _bytes.AsSpan(_next, destination.Length);
            piece.CopyTo(destination);
            CryptographicOperations.ZeroMemory(piece);
            _next += destination.Length;
        }
    }
}
