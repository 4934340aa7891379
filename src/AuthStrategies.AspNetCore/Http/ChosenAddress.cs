using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Reads the address of a redirect that a function of the application chose. The application may choose another host.</summary>
internal static class ChosenAddress
{
    private const string Rule = "null, an address of this host that begins with exactly one slash or with ~/, or an absolute http or https address without a user name";
    private const string Example = "\"~/login\", or \"https://login.example/\"";

    /// <summary>The address, ready for a header; <see langword="null"/> if the function chose none.</summary>
    /// <param name="context">The request.</param>
    /// <param name="pathBase">The path base of the application.</param>
    /// <param name="choose">The function; <see langword="null"/> if the application has set none.</param>
    /// <param name="option">The name of the option.</param>
    /// <exception cref="InvalidOperationException">The function returned no address.</exception>
    public static string? Find(HttpContext context, PathString pathBase, Func<HttpContext, string?>? choose, string option)
    {
        if (choose?.Invoke(context) is not { } chosen)
            return null;

        string here = LocalUrl.WithoutOwnOrigin(context.Request, chosen);
        if (LocalUrl.TryResolve(here, pathBase, out string location) || TryReadAbsolute(chosen, out location))
            return location;

        throw new InvalidOperationException(OptionMessages.Invalid(
            $"The address that {nameof(AuthHttpOptions)}.{option} returned", chosen.Length == 0 ? "empty" : "not an address that a browser can be redirected to", Rule, Example));
    }

    /// <summary>Whether an address that <see cref="Find"/> returned is one of this host.</summary>
    public static bool IsOnThisHost(string address) => address[0] == '/';

    // Only the host is written anew, in ASCII. The rest stays as it is, because it may be signed.
    private static bool TryReadAbsolute(string text, out string location)
    {
        location = "";
        if (text.Any(char.IsControl) || !Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0)
            return false;

        int authority = uri.Scheme.Length + "://".Length;
        if (!text.StartsWith($"{uri.Scheme}://", StringComparison.OrdinalIgnoreCase) || uri.Host.Length == 0)
            return false;

        int end = text.AsSpan(authority).IndexOfAny("/\\?#");
        string host = uri.HostNameType == UriHostNameType.Dns ? uri.IdnHost : uri.Host;
        string port = uri.IsDefaultPort ? "" : FormattableString.Invariant($":{uri.Port}");
        location = $"{uri.Scheme}://{host}{port}{(end < 0 ? "/" : LocalUrl.Encoded(text[(authority + end)..]))}";
        return true;
    }
}
