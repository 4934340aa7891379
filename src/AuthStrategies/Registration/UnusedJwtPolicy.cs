using AuthStrategies.Jwt;

namespace AuthStrategies.Registration;

/// <summary>The options of a JWT strategy that is not used.</summary>
/// <param name="Valid">The compiled options; <see langword="null"/> while they contain mistakes, which the log has told about.</param>
internal sealed record UnusedJwtPolicy(JwtPolicy? Valid);
