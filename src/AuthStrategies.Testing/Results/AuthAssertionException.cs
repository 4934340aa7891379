namespace AuthStrategies.Testing;

/// <summary>A result is not what a test demands (<see cref="AuthResultAssertions"/>). The message says what was demanded and what came.</summary>
public sealed class AuthAssertionException : Exception
{
    /// <summary>Makes the exception without saying what was demanded.</summary>
    public AuthAssertionException()
        : this("A result is not what the test demands.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was demanded and what came.</param>
    public AuthAssertionException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was demanded and what came.</param>
    /// <param name="innerException">What was thrown.</param>
    public AuthAssertionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
