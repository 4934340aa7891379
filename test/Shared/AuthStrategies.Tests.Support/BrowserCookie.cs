namespace AuthStrategies.Tests.Support;

/// <summary>One cookie as a browser keeps it (RFC 6265bis §5.7). Immutable.</summary>
public sealed record BrowserCookie
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The value.</summary>
    public required string Value { get; init; }

    /// <summary>The host, or the domain whose hosts get the cookie; see <see cref="IsHostOnly"/>.</summary>
    public required string Domain { get; init; }

    /// <summary>Whether the cookie is sent to its host only, because it has no Domain attribute.</summary>
    public bool IsHostOnly { get; init; }

    /// <summary>The path below which the cookie is sent.</summary>
    public required string Path { get; init; }

    /// <summary>The site of the top-level page for a Partitioned cookie; <see langword="null"/> for all others.</summary>
    public string? Partition { get; init; }

    /// <summary>When the browser deletes the cookie; <see langword="null"/> if it is deleted with the end of the browser session.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Whether the cookie is sent over HTTPS only.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Whether scripts cannot read the cookie.</summary>
    public bool IsHttpOnly { get; init; }

    /// <summary>The SameSite attribute: <c>Strict</c>, <c>Lax</c> (the default) or <c>None</c>.</summary>
    public string SameSite { get; init; } = "Lax";

    /// <summary>The position in the order of creation; a replaced cookie keeps it.</summary>
    internal long Order { get; init; }

    internal bool HasIdentityOf(BrowserCookie other) =>
        (Name, Domain, IsHostOnly, Path, Partition) == (other.Name, other.Domain, other.IsHostOnly, other.Path, other.Partition);
}
