using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>The strategies that authenticate a request for a scheme that was named, and the reader of their sources. Immutable.</summary>
internal sealed class StrategyScope(IReadOnlyList<HttpStrategy> strategies, OriginalAddress address)
{
    public IReadOnlyList<HttpStrategy> Strategies => strategies;

    /// <summary>Reads the places where these strategies look for a credential, and no others.</summary>
    public CredentialReader Reader { get; } = new(strategies, address);

    /// <summary>Whether a scheme is one of these strategies.</summary>
    public bool Has(string scheme)
    {
        foreach (HttpStrategy strategy in strategies)
        {
            if (strategy.Name == scheme)
                return true;
        }

        return false;
    }

    public bool Reads(in PresentedCredential credential)
    {
        foreach (HttpStrategy strategy in strategies)
        {
            if (strategy.Reads(credential))
                return true;
        }

        return false;
    }
}
