using System.Globalization;

namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    public string Text => string.Join('\n', Headers.Select(header => $"{header.Name}: {header.Value}")) + "\n\n" + Body;

    public IEnumerable<string> All(string name) =>
        Headers.Where(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value);

    public string? One(string name) => All(name).SingleOrDefault();

    /// <summary>The Set-Cookie line of a cookie. If other variants of the cookie are deleted too, the last line counts.</summary>
    public string? SetCookie(string name) => All("Set-Cookie").LastOrDefault(line => line.StartsWith(name + "=", StringComparison.Ordinal));

    /// <summary>The value a cookie is set to.</summary>
    public string? CookieValue(string name) => SetCookie(name)?.Split(';')[0][(name.Length + 1)..];

    public static RawAnswer Parse(string text)
    {
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            throw new FormatException($"The server closed the connection without a whole answer: \"{text}\"");
        string[] lines = text[..end].Split("\r\n");
        (string, string)[] headers = [.. lines.Skip(1).Select(line => (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()))];
        int status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        return new(status, headers, ReadBody(headers, text[(end + 4)..]));
    }

    private static string ReadBody((string Name, string Value)[] headers, string rest)
    {
        if (!headers.Any(header => header.Name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)))
            return rest;

        string body = "";
        while (rest.IndexOf("\r\n", StringComparison.Ordinal) is var line and > 0)
        {
            int length = int.Parse(rest[..line], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body += rest.Substring(line + 2, length);
            rest = rest[(line + 2 + length + 2)..];
        }

        return body;
    }
}
