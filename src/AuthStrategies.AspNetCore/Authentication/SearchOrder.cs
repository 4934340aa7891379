using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// In which order strategies are asked about a credential: first those whose issuer it names and those that cannot say, then the others; each in
/// the order in which the application added them. The issuer is not verified, so every strategy is asked in the end if none decides. A struct, so
/// that a search costs no allocation. Mutable: not for concurrent use.
/// </summary>
/// <param name="strategies">The strategies in their order.</param>
/// <param name="looks">Whether there is an order to choose.</param>
internal struct SearchOrder(IReadOnlyList<HttpStrategy> strategies, bool looks)
{
    // A bit of a ulong for each strategy that is asked later; those beyond keep their places.
    private const int MostLater = 64;

    private ulong _later;
    private int _next;
    private bool _isLater;

    /// <summary>Whether the credential names an issuer of the last strategy.</summary>
    public bool IsNamed { get; private set; }

    /// <summary>The order for a credential.</summary>
    public static SearchOrder Of<TVerb, TResult>(IReadOnlyList<HttpStrategy> strategies, in PresentedCredential credential)
        where TVerb : struct, StrategyVerbs.IVerb<TResult> => new(strategies, NeedsLook<TVerb, TResult>(strategies, credential));

    /// <summary>The next strategy that the verb asks about the credential; <see langword="null"/> after the last one.</summary>
    public HttpStrategy? Next<TVerb, TResult>(in PresentedCredential credential)
        where TVerb : struct, StrategyVerbs.IVerb<TResult>
    {
        while (true)
        {
            while (_next < strategies.Count)
            {
                int index = _next++;
                HttpStrategy strategy = strategies[index];
                if (IsTurnOf(index) && TVerb.Concerns(strategy, credential) && (_isLater || !IsPutOff(strategy, index, credential)))
                    return strategy;
            }

            if (_isLater || _later == 0)
                return null;
            (_isLater, _next, IsNamed) = (true, 0, false);
        }
    }

    // A look costs time, so it is taken only where there is a choice: two strategies that can say, and a text that can name an issuer.
    private static bool NeedsLook<TVerb, TResult>(IReadOnlyList<HttpStrategy> strategies, in PresentedCredential credential)
        where TVerb : struct, StrategyVerbs.IVerb<TResult>
    {
        if (strategies.Count < 2 || !credential.Text.Contains('.', StringComparison.Ordinal))
            return false;

        int count = 0;
        for (int i = 0; i < strategies.Count && count < 2; i++)
        {
            if (TVerb.Concerns(strategies[i], credential) && strategies[i].IssuerHint is not null)
                count++;
        }

        return count == 2;
    }

    private readonly bool IsTurnOf(int index) => !_isLater || (index < MostLater && (_later & (1UL << index)) != 0);

    private bool IsPutOff(HttpStrategy strategy, int index, in PresentedCredential credential)
    {
        IsNamed = false;
        if (!looks || strategy.IssuerHint is not { } hint)
            return false;

        IsNamed = hint.ReadIssuer(credential.Text) is NamedIssuer.Accepted;
        if (IsNamed || index >= MostLater)
            return false;

        _later |= 1UL << index;
        return true;
    }
}
