namespace AuthStrategies.AspNetCore;

/// <summary>
/// What this library found out about a request. Take it from <c>HttpContext.Features</c> once a scheme of this library was
/// asked: an endpoint that demands no authentication sees here why there is no user, and whether to trust that. One for
/// each request; as little thread-safe as the request itself.
/// </summary>
public interface IAuthRequestFeature
{
    /// <summary>What became of the credential.</summary>
    AuthRequestOutcome Outcome { get; }

    /// <summary>
    /// The strategy's answer: the default value unless <see cref="Outcome"/> is <see cref="AuthRequestOutcome.Authenticated"/> or
    /// <see cref="AuthRequestOutcome.Refused"/>. Its principal is the one the authentication result holds.
    /// </summary>
    AuthResult Result { get; }

    /// <summary>The name of the strategy that answered, or <see langword="null"/> when none did.</summary>
    string? Strategy { get; }

    /// <summary>What kept the store from answering, when <see cref="Outcome"/> is <see cref="AuthRequestOutcome.Unavailable"/>; otherwise <see langword="null"/>.</summary>
    Exception? StoreFailure { get; }
}
