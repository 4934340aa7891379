namespace AuthStrategies.AspNetCore.Options;

/// <summary>The strategies whose sessions are bound to devices: those that state it, and whose credential is sent and read in a cookie.</summary>
internal static class DeviceBoundStrategies
{
    // A JWT is bound to keys only. What such a strategy can do depends on its options, which may be invalid, and have a message themselves.
    public static bool Include(AuthStrategyDescriptor strategy, AuthHttpOptions options) =>
        options.UsesDeviceBinding
        && strategy.Kind != AuthStrategyKind.Jwt
        && strategy.Capabilities.BindsDevices
        && options.TransportOf(strategy) == CredentialTransport.Cookie
        && (options.SourcesOf(strategy) & CredentialSources.Cookie) != 0;
}
