namespace AuthStrategies.Testing;

/// <summary>
/// A result is not what a test demands (<see cref="AuthResultAssertions"/>). The message says what the test demanded and what the result was.
/// </summary>
public sealed class AuthAssertionException : Exception
{
    /// <summary>Creates the exception without a message of its assertion.</summary>
    public AuthAssertionException()
        : this("A result is not what the test demands.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What the test demanded and what the result was.</param>
    public AuthAssertionException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What the test demanded and what the result was.</param>
    /// <param name="innerException">The exception that caused this one.</param>
    public AuthAssertionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
