namespace AuthStrategies.EntityFrameworkCore;

/// <summary>
/// The rotating keys of one JWT strategy as a row. Public because the model names it and a migration creates its table. Only
/// <see cref="EntityFrameworkJwtKeyStore{TContext}"/> writes it. Like every entity it is not thread-safe.
/// </summary>
public sealed class JwtKeyRow
{
    /// <summary>The primary key: the SHA-256 of <see cref="Strategy"/> as UTF-8, 32 bytes, so that no collation decides which strategy is meant.</summary>
#pragma warning disable CA1819 // A column of bytes is an array.
    public byte[] Id { get; set; } = [];

    /// <summary><see cref="JwtKeyDocument.Content"/>, byte for byte. It contains private keys: protected ones, if the application protects its keys.</summary>
    public byte[] Content { get; set; } = [];
#pragma warning restore CA1819

    /// <summary>The name of the strategy, for operators. No query compares it.</summary>
    public string Strategy { get; set; } = "";

    /// <summary><see cref="JwtKeyDocument.Version"/>: starts at 1; each replacement adds 1.</summary>
    public long Version { get; set; }
}
