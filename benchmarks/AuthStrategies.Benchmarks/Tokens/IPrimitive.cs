namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>The platform's cryptography with a key object that is reused, and nothing around it. For one thread.</summary>
internal interface IPrimitive
{
    int SignatureSize { get; }

    bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature);

    void Sign(ReadOnlySpan<byte> input, Span<byte> signature);
}
