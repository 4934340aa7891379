namespace AuthStrategies;

/// <summary>
/// The key store could not answer (it is down, refuses, or its content cannot be read), or a strategy must not continue
/// without it. It means neither yes nor no: fail closed (HTTP 503), never treat it as "not authenticated". The backend's own
/// exception is the <see cref="Exception.InnerException"/>.
/// </summary>
public sealed class JwtKeyStoreException : AuthUnavailableException
{
    /// <summary>Creates the exception with a general message.</summary>
    public JwtKeyStoreException()
        : this("The key store could not answer.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do; contains no key material.</param>
    public JwtKeyStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do; contains no key material.</param>
    /// <param name="innerException">The backend's exception.</param>
    public JwtKeyStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
