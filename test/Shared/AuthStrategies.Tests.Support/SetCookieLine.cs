using System.Globalization;

namespace AuthStrategies.Tests.Support;

/// <summary>A Set-Cookie line, split as browsers split it (RFC 6265bis §5.6).</summary>
internal sealed class SetCookieLine
{
    private const int MaxPair = 4096;
    private const int MaxAttribute = 1024;
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(400);

    private readonly Dictionary<string, string> _attributes = new(StringComparer.OrdinalIgnoreCase);

    private SetCookieLine(string name, string value) => (Name, Value) = (name, value);

    public string Name { get; }

    public string Value { get; }

    /// <summary>Splits a line.</summary>
    /// <returns>The parts; <see langword="null"/> if browsers ignore the whole line.</returns>
    public static SetCookieLine? Parse(string line)
    {
        if (line.Any(c => char.IsControl(c) && c != '\t'))
            return null;

        string[] parts = line.Split(';');
        int equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? "" : parts[0][..equals].Trim(' ', '\t');
        string value = parts[0][(equals + 1)..].Trim(' ', '\t');
        if (name.Length + value.Length is 0 or > MaxPair)
            return null;

        SetCookieLine parsed = new(name, value);
        foreach (string part in parts.Skip(1))
            parsed.AddAttribute(part);
        return parsed;
    }

    /// <summary>Whether the line has an attribute.</summary>
    public bool Has(string attribute) => _attributes.ContainsKey(attribute);

    /// <summary>The value of an attribute; the last one counts.</summary>
    public string? Find(string attribute) => _attributes.GetValueOrDefault(attribute);

    /// <summary>When the cookie expires: Max-Age counts before Expires, and 400 days is the longest time.</summary>
    public DateTimeOffset? ExpiresAt(DateTimeOffset now)
    {
        if (MaxAge() is { } seconds)
            return seconds <= 0 ? DateTimeOffset.MinValue : now + Shorter(seconds);
        // Browsers do not read the day of the week, which may be wrong.
        if (Find("Expires") is { } text && DateTimeOffset.TryParse(text[(text.IndexOf(',', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset expires))
            return expires > now + LongestLife ? now + LongestLife : expires;
        return null;
    }

    private static TimeSpan Shorter(double seconds) => seconds < LongestLife.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestLife;

    private double? MaxAge()
    {
        string text = Find("Max-Age") ?? "";
        bool isNumber = text.TrimStart('-') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit) && text.LastIndexOf('-') <= 0;
        return isNumber ? double.Parse(text, CultureInfo.InvariantCulture) : null;
    }

    private void AddAttribute(string part)
    {
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        string name = (equals < 0 ? part : part[..equals]).Trim(' ', '\t');
        string value = equals < 0 ? "" : part[(equals + 1)..].Trim(' ', '\t');
        bool isIgnored = value.Length > MaxAttribute
            || (name.Equals("Max-Age", StringComparison.OrdinalIgnoreCase) && (value.Length == 0 || !(char.IsAsciiDigit(value[0]) || value[0] == '-')));
        if (!isIgnored)
            _attributes[name] = value;
    }
}
