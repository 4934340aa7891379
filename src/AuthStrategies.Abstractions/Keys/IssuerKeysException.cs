namespace AuthStrategies;

/// <summary>
/// The keys of another issuer are not known now, because its address or the <c>IJwtKeySource</c> of the application does not answer. It means
/// neither yes nor no: fail closed (HTTP 503), never treat it as "not authenticated".
/// </summary>
public sealed class IssuerKeysException : AuthUnavailableException
{
    /// <summary>Creates the exception with a general message.</summary>
    public IssuerKeysException()
        : this("The keys of the issuer are not known now.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do; contains no key material.</param>
    public IssuerKeysException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do; contains no key material.</param>
    /// <param name="innerException">Why the keys are not known.</param>
    public IssuerKeysException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
