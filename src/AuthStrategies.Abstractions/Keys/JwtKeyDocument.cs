using System.Diagnostics;
using System.Globalization;

namespace AuthStrategies;

/// <summary>
/// One version of a strategy's rotating keys as a store keeps it. It contains private keys: only a store handles its content.
/// Immutable: the constructor copies the given bytes.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class JwtKeyDocument
{
    /// <summary>The greatest legal size of <see cref="Content"/>: 1 MiB.</summary>
    public const int MaxContentSize = 1024 * 1024;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _content;

    /// <summary>Creates a document.</summary>
    /// <param name="version">1 for a new document; each replacement adds 1.</param>
    /// <param name="content">The keys as the strategy writes them, 1 to <see cref="MaxContentSize"/> bytes; copied.</param>
    /// <exception cref="ArgumentException">A value is outside its legal range.</exception>
    public JwtKeyDocument(long version, ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        if (content.IsEmpty || content.Length > MaxContentSize)
            throw new ArgumentException($"The content has {content.Length} bytes; it must have 1 to {MaxContentSize}.", nameof(content));

        Version = version;
        _content = content.ToArray();
    }

    /// <summary>1 for a new document; each replacement adds 1.</summary>
    public long Version { get; }

    /// <summary>The keys, which are secret. A store keeps the bytes unchanged and does not interpret them.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public ReadOnlyMemory<byte> Content => _content;

    /// <summary>The version only. Safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"JwtKeyDocument {{ Version = {Version} }}");
}
