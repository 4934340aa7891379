namespace AuthStrategies;

/// <summary>
/// The session store could not answer: it is down, full, refusing or answering garbage. Neither yes nor no: fail closed
/// (HTTP 503), never treat it as "not logged in". The backend's own exception is the <see cref="Exception.InnerException"/>.
/// </summary>
public sealed class SessionStoreException : Exception
{
    /// <summary>Makes the exception with a general message.</summary>
    public SessionStoreException()
        : this("The session store could not answer.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong and what to do; no credential and no claim.</param>
    public SessionStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong and what to do; no credential and no claim.</param>
    /// <param name="innerException">What the backend said.</param>
    public SessionStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
