namespace AuthStrategies;

/// <summary>
/// The key store could not answer, or a strategy must not go on without it: it is down, refusing or holds what cannot be
/// read. Neither yes nor no: fail closed (HTTP 503), never treat it as "not logged in". The backend's own exception is the
/// <see cref="Exception.InnerException"/>.
/// </summary>
public sealed class JwtKeyStoreException : Exception
{
    /// <summary>Makes the exception with a general message.</summary>
    public JwtKeyStoreException()
        : this("The key store could not answer.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong and what to do; nothing of a key.</param>
    public JwtKeyStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong and what to do; nothing of a key.</param>
    /// <param name="innerException">What the backend said.</param>
    public JwtKeyStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
