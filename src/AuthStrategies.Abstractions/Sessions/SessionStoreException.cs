namespace AuthStrategies;

/// <summary>
/// The session store could not answer: it is down, full, refuses the call, or returned an invalid answer. It means neither yes nor
/// no: fail closed (HTTP 503), never treat it as "not authenticated". The backend's own exception is the <see cref="Exception.InnerException"/>.
/// </summary>
public sealed class SessionStoreException : AuthUnavailableException
{
    /// <summary>Creates the exception with a general message.</summary>
    public SessionStoreException()
        : this("The session store could not answer.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do; contains no credential and no claim.</param>
    public SessionStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do; contains no credential and no claim.</param>
    /// <param name="innerException">The backend's exception.</param>
    public SessionStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
