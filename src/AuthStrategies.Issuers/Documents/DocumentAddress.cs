namespace AuthStrategies.Issuers.Documents;

/// <summary>The rules for addresses that documents are fetched from.</summary>
internal static class DocumentAddress
{
    public const int MaxLength = 2048;

    /// <summary>What is wrong with an address, in words that repeat no part of it; <see langword="null"/> if it can be used.</summary>
    /// <param name="address">The address.</param>
    /// <param name="allowHttp">Whether http is accepted for every host, and not only for this machine.</param>
    public static string? Problem(string address, bool allowHttp)
    {
        if (address.Length is 0 or > MaxLength)
            return address.Length == 0 ? "empty" : $"{address.Length} characters long";
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp) || uri.Host.Length == 0)
            return "not an absolute https address";
        if (uri.UserInfo.Length > 0)
            return "an address with a user name or password";
        if (uri.Fragment.Length > 0)
            return "an address with a fragment (#)";

        return uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback && !allowHttp ? "an http address of another machine" : null;
    }

    /// <summary>An address for messages: without its query, which may contain a secret.</summary>
    public static string Text(Uri address) => address.GetLeftPart(UriPartial.Path);
}
