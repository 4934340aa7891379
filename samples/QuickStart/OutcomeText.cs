using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AuthStrategies;

namespace QuickStart;

/// <summary>Puts what the library answered into words.</summary>
internal static class OutcomeText
{
    /// <summary>The start of a credential: enough to identify it on the screen. A real program never prints even that.</summary>
    public static string Start(string credential) => $"{credential[..16]}… ({credential.Length} characters)";

    public static string Time(DateTimeOffset? time) => time?.ToString("HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";

    public static string Result(AuthResult result) =>
        result.Succeeded ? $"yes: {result.Principal.Identity!.Name}, until {Time(result.ExpiresAt)}"
        : result.Failure is { } failure ? $"no: {failure.Reason}\n({failure.Detail}){Told(failure)}"
        : "not applicable";

    /// <summary>What the client may know about the end of its own session. No other client is told.</summary>
    public static string Told(AuthFailure failure) =>
        failure.SessionEnd is { } end ? $"\ntold why: {end.Reason}, by {end.EndedBy}" : "";

    /// <summary>Header and payload of a JWT. Each client that has it can read them.</summary>
    public static string Decoded(string jwt) => string.Join("\n", jwt.Split('.')[..2].SelectMany(Members));

    public static string Tampered(string credential)
    {
        char last = credential[^10];
        return credential[..^10] + (last == 'A' ? 'B' : 'A') + credential[^9..];
    }

    private static IEnumerable<string> Members(string part)
    {
        using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part)));
        return [.. document.RootElement.EnumerateObject().Select(member => $"{member.Name}: {member.Value.GetRawText()}")];
    }
}
