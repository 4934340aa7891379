namespace AuthStrategies.Testing;

/// <summary>
/// A store or a strategy broke its contract. The message names the case and the security requirements that it
/// proves, and says what the contract demands and what happened instead.
/// </summary>
public sealed class ConformanceException : Exception
{
    /// <summary>Creates the exception without a message of its case.</summary>
    public ConformanceException()
        : this("A contract was broken.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What the contract demands and what happened instead.</param>
    public ConformanceException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What the contract demands and what happened instead.</param>
    /// <param name="innerException">The exception that the tested code threw.</param>
    public ConformanceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
