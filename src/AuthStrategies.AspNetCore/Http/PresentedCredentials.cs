namespace AuthStrategies.AspNetCore.Http;

/// <summary>All credentials of a request. The usual one needs no list.</summary>
internal sealed class PresentedCredentials
{
    private List<PresentedCredential>? _more;

    public int Count { get; private set; }

    public PresentedCredential First { get; private set; }

    /// <summary>Why the credentials cannot be used, whether they are valid or not: a sentence without their text.</summary>
    public string? Mistake { get; private set; }

    /// <summary>What the refresh cookies hold; <see langword="null"/> when there are none. Only a refresh uses it.</summary>
    public PresentedCredentials? RefreshCookies { get; private set; }

    public IEnumerable<PresentedCredential> All => Count == 0 ? [] : (_more ?? []).Prepend(First);

    public void Add(in PresentedCredential credential)
    {
        Count++;
        if (Count == 1)
            First = credential;
        else
            (_more ??= []).Add(credential);
    }

    public void Refuse(string mistake) => Mistake ??= mistake;

    /// <summary>The list for refresh cookies, made when the first one is found.</summary>
    public PresentedCredentials ForRefresh() => RefreshCookies ??= new();
}
