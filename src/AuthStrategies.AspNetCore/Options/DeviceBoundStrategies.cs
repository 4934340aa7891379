namespace AuthStrategies.AspNetCore.Options;

/// <summary>The strategies whose sessions are bound to devices: those that keep sessions and send and read them in a cookie.</summary>
internal static class DeviceBoundStrategies
{
    public static bool Include(AuthStrategyDescriptor strategy, AuthHttpOptions options) =>
        strategy.Kind == AuthStrategyKind.Session
        && options.TransportOf(strategy) == CredentialTransport.Cookie
        && (options.SourcesOf(strategy) & CredentialSources.Cookie) != 0;
}
