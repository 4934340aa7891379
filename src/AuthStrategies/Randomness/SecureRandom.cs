using System.Security.Cryptography;

namespace AuthStrategies.Randomness;

/// <summary>The only source of randomness: the platform's generator, read in blocks.</summary>
/// <remarks>
/// Each call of the generator costs a microsecond, independent of the number of bytes. So each thread reads a block and
/// returns it in parts. Returned bytes are cleared immediately: the block never contains a byte that is in use.
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
