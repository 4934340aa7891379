namespace AuthStrategies.Load.Traffic;

/// <summary>One session as its client knows it.</summary>
internal sealed class ClientSession(string strategy, IssuedCredential credential)
{
    public string Strategy { get; } = strategy;

    /// <summary>What is presented with each request.</summary>
    public string Access { get; private set; } = credential.Value;

    /// <summary>What buys the next credential.</summary>
    public string Renewal { get; private set; } = credential.RefreshToken ?? credential.Value;

    /// <summary>What bought the current one, if anything.</summary>
    public string? Former { get; private set; }

    public SessionId Id { get; } = credential.SessionId!.Value;

    /// <summary>A logout was asked for, and no answer has said yet that it was done.</summary>
    public bool IsEnding { get; set; }

    /// <summary>A refresh was asked for and not answered: the store may be one credential ahead.</summary>
    public bool IsRenewing { get; set; }

    public void Take(IssuedCredential next)
    {
        string renewal = next.RefreshToken ?? next.Value;
        if (renewal != Renewal)
            Former = Renewal;
        (Access, Renewal) = (next.Value, renewal);
    }
}
