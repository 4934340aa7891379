namespace AuthStrategies.Redis.Connections;

/// <summary>One call of the store: what it does, and since when. All exchanges with Redis that it needs share one time limit.</summary>
/// <param name="Operation">What the call does, for messages.</param>
/// <param name="Start">When it began, as a timestamp of the time provider.</param>
/// <param name="CancellationToken">Ends the waiting.</param>
internal readonly record struct CallBudget(string Operation, long Start, CancellationToken CancellationToken)
{
    /// <summary>The same time limit for work that the caller cannot cancel.</summary>
    public CallBudget NotCancellable => this with { CancellationToken = CancellationToken.None };
}
