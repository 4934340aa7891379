using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Reads <c>Authorization: Bearer</c> (RFC 6750 §2.1): one header, one space, one b64token.</summary>
internal static class BearerHeader
{
    private const string Scheme = "Bearer";

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("-._~+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static void Read(StringValues headers, PresentedCredentials presented)
    {
        if (headers.Count == 1)
            ReadOne(headers[0], presented);
        else if (headers.Any(IsBearer))
            presented.Refuse("The request contains more than one Authorization header.");
    }

    private static void ReadOne(string? header, PresentedCredentials presented)
    {
        if (!IsBearer(header))
            return;

        ReadOnlySpan<char> token = header.AsSpan(Scheme.Length);
        if (token is not [' ', .. { Length: > 0 } text] || !IsToken(text))
            presented.Refuse("The Authorization header must be \"Bearer\", one space and one token.");
        else
            presented.Add(new(text.ToString(), CredentialSource.Bearer, ""));
    }

    /// <summary>Whether a text is a b64token: other characters are in no credential.</summary>
    public static bool IsToken(ReadOnlySpan<char> text) => text.TrimEnd('=') is { Length: > 0 } characters && !characters.ContainsAnyExcept(TokenCharacters);

    // Every header that begins with the word is checked here, unless it is the beginning of a longer word.
    public static bool IsBearer(string? header) =>
        header is not null
        && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && (header.Length == Scheme.Length || !(char.IsAsciiLetterOrDigit(header[Scheme.Length]) || header[Scheme.Length] is '-' or '_' or '.'));
}
