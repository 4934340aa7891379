namespace AuthStrategies.Testing;

/// <summary>
/// A store or a strategy broke its contract. The message says which case found it, which security requirements that case
/// proves, what the contract demands, and what was seen instead.
/// </summary>
public sealed class ConformanceException : Exception
{
    /// <summary>Makes the exception without saying what was broken.</summary>
    public ConformanceException()
        : this("A contract was broken.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What the contract demands and what was seen.</param>
    public ConformanceException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What the contract demands and what was seen.</param>
    /// <param name="innerException">What was thrown.</param>
    public ConformanceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
