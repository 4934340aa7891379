namespace AuthStrategies.AspNetCore.Requests;

/// <summary>All credentials of a request. The usual one needs no list.</summary>
internal sealed class PresentedCredentials
{
    private List<PresentedCredential>? _more;

    public int Count { get; private set; }

    public PresentedCredential First { get; private set; }

    /// <summary>What is wrong with the way they are presented, whatever they are worth; a sentence without their content.</summary>
    public string? Mistake { get; private set; }

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
}
