namespace AuthStrategies.AspNetCore;

/// <summary>
/// What this library found out about a request. Take it from <c>HttpContext.Features</c> after a scheme of this library has
/// authenticated: an endpoint that requires no authentication sees here why there is no user. One per request; not
/// thread-safe.
/// </summary>
public interface IAuthRequestFeature
{
    /// <summary>The result of authenticating the request.</summary>
    AuthRequestOutcome Outcome { get; }

    /// <summary>
    /// The strategy's result: the default value unless <see cref="Outcome"/> is <see cref="AuthRequestOutcome.Authenticated"/> or
    /// <see cref="AuthRequestOutcome.Refused"/>. Its principal is the one in the authentication result.
    /// </summary>
    AuthResult Result { get; }

    /// <summary>The name of the strategy that answered, or <see langword="null"/> when none answered.</summary>
    string? Strategy { get; }

    /// <summary>Why it is not known who the user is (the session store, the key store, the keys of another issuer, the clock or a check of the application), when <see cref="Outcome"/> is <see cref="AuthRequestOutcome.Unavailable"/>; otherwise <see langword="null"/>.</summary>
    AuthUnavailableException? UnavailableReason { get; }
}
