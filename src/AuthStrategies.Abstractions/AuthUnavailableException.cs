namespace AuthStrategies;

/// <summary>
/// A credential or a session cannot be checked now, because a dependency, such as the session store, is
/// unavailable. It means neither yes nor no: fail closed (HTTP 503), never treat it as "not authenticated". The base of
/// <see cref="SessionStoreException"/>, <see cref="JwtKeyStoreException"/> and <see cref="IssuerKeysException"/>; a custom strategy may derive its
/// own.
/// </summary>
public class AuthUnavailableException : Exception
{
    /// <summary>Creates the exception with a general message.</summary>
    public AuthUnavailableException()
        : this("Authentication is unavailable.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do; contains no credential and no claim.</param>
    public AuthUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do; contains no credential and no claim.</param>
    /// <param name="innerException">The original exception.</param>
    public AuthUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// After what time another call can have another answer, if the part that failed knows it: before, it makes no new attempt.
    /// <see langword="null"/>, the default, if it does not know. Over HTTP, <c>Retry-After</c> is the longer one of this and the option of that name.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }
}
