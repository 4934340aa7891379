namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>What is known about the checks of one session or token. Thread-safe.</summary>
internal sealed class PrincipalCheckEntry
{
    private volatile PrincipalCheckResult? _last;
    private volatile AuthUnavailableException? _failure;

    /// <summary>The last result; <see langword="null"/> before the first one, and after a refusal.</summary>
    public PrincipalCheckResult? Last
    {
        get => _last;
        set => _last = value;
    }

    /// <summary>The last failure; for the requests that waited for the check that failed.</summary>
    public AuthUnavailableException? Failure
    {
        get => _failure;
        set => _failure = value;
    }

    /// <summary>Taken by the one that checks. Never disposed of: it has no wait handle.</summary>
    public SemaphoreSlim Turn { get; } = new(1);
}
