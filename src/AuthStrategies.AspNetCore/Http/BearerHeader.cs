using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// Reads <c>Authorization: Bearer</c> (RFC 6750 §2.1), and <c>Authorization: DPoP</c> where it is in use (RFC 9449 §7.1): one header, one space, one
/// b64token.
/// </summary>
internal static class BearerHeader
{
    private const string Bearer = "Bearer";
    private const string DPoP = "DPoP";

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("-._~+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Reads the header.</summary>
    /// <param name="headers">All its values.</param>
    /// <param name="readsDPoP">Whether the scheme <c>DPoP</c> is in use.</param>
    /// <param name="presented">Receives the credential, or the mistake.</param>
    public static void Read(StringValues headers, bool readsDPoP, PresentedCredentials presented)
    {
        if (headers.Count == 1)
            ReadOne(headers[0], readsDPoP, presented);
        else if (headers.Any(header => IsBearer(header) || (readsDPoP && IsOf(DPoP, header))))
            presented.Refuse("The request contains more than one Authorization header.", RequestRefusal.SeveralCredentials);
    }

    private static void ReadOne(string? header, bool readsDPoP, PresentedCredentials presented)
    {
        if (IsBearer(header))
            ReadToken(Bearer, header!, CredentialSource.Bearer, presented);
        else if (readsDPoP && IsOf(DPoP, header))
            ReadToken(DPoP, header!, CredentialSource.DPoP, presented);
    }

    private static void ReadToken(string scheme, string header, CredentialSource source, PresentedCredentials presented)
    {
        ReadOnlySpan<char> token = header.AsSpan(scheme.Length);
        if (token is not [' ', .. { Length: > 0 } text] || !IsToken(text))
            presented.Refuse($"The Authorization header must be \"{scheme}\", one space and one token.", RequestRefusal.Malformed);
        else
            presented.Add(new(text.ToString(), source, ""));
    }

    /// <summary>Whether a text is a b64token: other characters are in no credential.</summary>
    public static bool IsToken(ReadOnlySpan<char> text) => text.TrimEnd('=') is { Length: > 0 } characters && !characters.ContainsAnyExcept(TokenCharacters);

    public static bool IsBearer(string? header) => IsOf(Bearer, header);

    /// <summary>Whether the header carries a token, bound to a key or not.</summary>
    public static bool CarriesToken(string? header) => IsOf(Bearer, header) || IsOf(DPoP, header);

    // Every header that begins with the word is checked here, unless it is the beginning of a longer word.
    private static bool IsOf(string scheme, string? header) =>
        header is not null
        && header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
        && (header.Length == scheme.Length || !(char.IsAsciiLetterOrDigit(header[scheme.Length]) || header[scheme.Length] is '-' or '_' or '.'));
}
