namespace AuthStrategies.AspNetCore.Http;

/// <summary>The names that one kind of cookie has in the browser, each with the name of the options that it stands for. Immutable.</summary>
internal sealed class CookieNameList
{
    private readonly string[] _sent;
    private readonly string[] _options;
    private readonly int _presentCount;

    /// <param name="present">The names of now: as browsers send them, and as the options have them.</param>
    /// <param name="former">The same of earlier releases; one that is also a present name counts as present.</param>
    public CookieNameList(IEnumerable<CookieName> present, IEnumerable<CookieName> former)
    {
        CookieName[] now = [.. present.Distinct()];
        CookieName[] all = [.. now, .. former.Distinct().Where(name => !now.Any(other => other.Sent == name.Sent))];
        (_sent, _options, _presentCount) = ([.. all.Select(name => name.Sent)], [.. all.Select(name => name.Option)], now.Length);
        ShortestLength = _sent.Length == 0 ? int.MaxValue : _sent.Min(name => name.Length);
    }

    /// <summary>The length of the shortest name.</summary>
    public int ShortestLength { get; }

    public bool IsEmpty => _sent.Length == 0;

    /// <summary>The cookie as a credential, if it has one of the names.</summary>
    public PresentedCredential? Find(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        for (int index = 0; index < _sent.Length; index++)
        {
            if (name.SequenceEqual(_sent[index]))
                return new(value.ToString(), CredentialSource.Cookie, _options[index], IsFormer: index >= _presentCount);
        }

        return null;
    }

    /// <summary>Whether a name is one of them for a reader that ignores case.</summary>
    public bool Has(ReadOnlySpan<char> name)
    {
        foreach (string known in _sent)
        {
            if (name.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
