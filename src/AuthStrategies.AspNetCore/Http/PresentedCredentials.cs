namespace AuthStrategies.AspNetCore.Http;

/// <summary>All credentials of a request. The usual one needs no list.</summary>
internal sealed class PresentedCredentials(CookieNames? names = null)
{
    // More are deleted by the next answers.
    private const int MaxAmbiguous = 4;

    private List<PresentedCredential>? _more;
    private List<string>? _ambiguous;

    /// <summary>The names of cookies for this request; <see langword="null"/> for credentials that were found elsewhere.</summary>
    public CookieNames? Names { get; } = names;

    public int Count { get; private set; }

    public PresentedCredential First { get; private set; }

    /// <summary>Why the credentials cannot be used, whether they are valid or not: a sentence without their text.</summary>
    public string? Mistake { get; private set; }

    /// <summary>The kind of <see cref="Mistake"/>, for the event.</summary>
    public RequestRefusal Refusal { get; private set; }

    /// <summary>Whether the mistake is in the browser's cookies: the answer deletes them, so that the next request has none.</summary>
    public bool HasConflictingCookies { get; private set; }

    /// <summary>Whether the request has one of the other headers that carry a credential. A browser that opens a page sends none.</summary>
    public bool HasTokenHeader { get; set; }

    /// <summary>The names, as received, of cookies that servers read in different ways; the answer deletes them too. At most <see cref="MaxAmbiguous"/>.</summary>
    public IReadOnlyList<string> AmbiguousNames => _ambiguous ?? [];

    // A request costs a bounded number of calls to the store.
    private const int MaxEnded = 16;

    public IEnumerable<PresentedCredential> All => Count == 0 ? [] : (_more ?? []).Prepend(First);

    public void Add(in PresentedCredential credential)
    {
        Count++;
        if (Count == 1)
            First = credential;
        else
            (_more ??= []).Add(credential);
    }

    /// <summary>A credential counts in place of all that the request has.</summary>
    public void ReplaceBy(in PresentedCredential credential) => (First, Count, _more) = (credential, 1, null);

    public void Refuse(string mistake, RequestRefusal refusal)
    {
        if (Mistake is null)
            (Mistake, Refusal) = (mistake, refusal);
    }

    /// <summary>The request contains a cookie that may be one of ours, or may not.</summary>
    /// <param name="name">Its name, as received; empty for a cookie without a name.</param>
    /// <param name="mistake">What is wrong.</param>
    public void RefuseAmbiguous(string name, string mistake)
    {
        _ambiguous ??= [];
        if (_ambiguous.Count < MaxAmbiguous && !_ambiguous.Contains(name))
            _ambiguous.Add(name);
        Refuse(mistake, RequestRefusal.AmbiguousCookie);
    }

    /// <summary>The request contains cookies of which none may be preferred.</summary>
    public void RefuseCookies(string mistake, RequestRefusal refusal)
    {
        HasConflictingCookies |= Mistake is null;
        Refuse(mistake, refusal);
    }

    /// <summary>How many values the request contains for a strategy's access cookie.</summary>
    public int CountOf(HttpStrategy strategy) =>
        Count == 0 ? 0 : All.Count(credential => credential.Source == CredentialSource.Cookie && strategy.IsNameOfCookie(credential.Name));

    /// <summary>The credentials whose sessions a sign-in or a sign-out ends.</summary>
    public IEnumerable<PresentedCredential> ToEnd() => All.Where(credential => credential.Text.Length > 0).DistinctBy(credential => credential.Text).Take(MaxEnded);

    /// <summary>Puts the credential that counts in front.</summary>
    public void Prefer(in PresentedCredential credential)
    {
        int index = _more?.IndexOf(credential) ?? -1;
        if (index < 0 || credential == First)
            return;

        _more![index] = First;
        First = credential;
    }
}
