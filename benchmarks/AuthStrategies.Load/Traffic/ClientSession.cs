using System.Diagnostics;

namespace AuthStrategies.Load.Traffic;

/// <summary>One session as its client knows it.</summary>
internal sealed class ClientSession(string strategy, IssuedCredential credential)
{
    private string? _former;
    private long _replacedAt;

    public string Strategy { get; } = strategy;

    /// <summary>What is presented with each request.</summary>
    public string Access { get; private set; } = credential.Value;

    /// <summary>What buys the next credential.</summary>
    public string Renewal { get; private set; } = credential.RefreshToken ?? credential.Value;

    /// <summary>
    /// What bought the current one, while a second presentation only means a lost answer. Later it would count as a second client,
    /// and the strategy would end the session for good reason.
    /// </summary>
    public string? Former => _former is not null && Stopwatch.GetElapsedTime(_replacedAt) < Node.ReuseWindow * 0.8 ? _former : null;

    public SessionId Id { get; } = credential.SessionId!.Value;

    /// <summary>A logout was asked for, and no answer has said yet that it was done.</summary>
    public bool IsEnding { get; set; }

    /// <summary>A refresh was asked for and not answered: the store may be one credential ahead.</summary>
    public bool IsRenewing { get; set; }

    /// <summary>Takes what a refresh answered. Without a refresh token the client keeps the one that it has.</summary>
    public void Take(IssuedCredential next)
    {
        Access = next.Value;
        if (RenewalIn(next) is not { } renewal || renewal == Renewal)
            return;

        (_former, Renewal, _replacedAt) = (Renewal, renewal, Stopwatch.GetTimestamp());
    }

    /// <summary>What a credential brings that buys the next one, if anything.</summary>
    public string? RenewalIn(IssuedCredential? answered) =>
        answered is null ? null : Strategy == Node.Session ? answered.Value : answered.RefreshToken;
}
