namespace AuthStrategies.Tests.Stores;

/// <summary>A store broke the sentence a case is about.</summary>
public sealed class SessionStoreCaseException : Exception
{
    /// <summary>Makes the exception without saying what was broken.</summary>
    public SessionStoreCaseException()
        : this("The store broke its contract.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was expected and what came.</param>
    public SessionStoreCaseException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was expected and what came.</param>
    /// <param name="innerException">What the store threw.</param>
    public SessionStoreCaseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
