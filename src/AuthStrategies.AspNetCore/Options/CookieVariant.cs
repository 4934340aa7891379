namespace AuthStrategies.AspNetCore.Options;

/// <summary>What identifies a cookie in a browser (RFC 6265bis §5.7, CHIPS): a cookie with other values is another cookie.</summary>
/// <param name="Name">The name.</param>
/// <param name="Domain">The domain; <see langword="null"/> for the host of the request only.</param>
/// <param name="Path">The path.</param>
/// <param name="Partitioned">Whether it belongs to the site that embeds the application.</param>
internal sealed record CookieVariant(string Name, string? Domain, string Path, bool Partitioned)
{
    /// <summary>Whether a browser accepts it in an answer of a host.</summary>
    public bool IsAcceptedFrom(string host)
    {
        if (Name.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase))
            return Domain is null && Path == "/";

        return Domain is null
            || string.Equals(Domain, host, StringComparison.OrdinalIgnoreCase)
            || (host.Length > Domain.Length && host.EndsWith(Domain, StringComparison.OrdinalIgnoreCase) && host[^(Domain.Length + 1)] == '.');
    }

    public bool Equals(CookieVariant? other) =>
        other is not null && Name == other.Name && Path == other.Path && Partitioned == other.Partitioned && string.Equals(Domain, other.Domain, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => HashCode.Combine(Name, Path);
}
