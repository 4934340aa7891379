using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Options;

/// <summary>Says for how long cookies are accepted, so that the end of all sessions of a user also reaches logins that were not moved yet. Thread-safe.</summary>
internal sealed class AcceptedCookieSource(
    IEnumerable<AcceptedCookieScheme> schemes, IOptionsMonitor<AcceptedCookieOptions> accepted, IEnumerable<AuthStrategyDescriptor> strategies) : IFormerLoginSource
{
    public string Strategy => strategies.First().Name;

    public DateTimeOffset AcceptedUntil => schemes.Max(scheme => accepted.Get(scheme.Name).Until) ?? DateTimeOffset.MinValue;
}
