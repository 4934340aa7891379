namespace AuthStrategies.AspNetCore.Http;

/// <summary>The exceptions that mean "cannot tell", and so 503.</summary>
internal static class StoreFailures
{
    public static bool IsOne(Exception exception) => exception is SessionStoreException or JwtKeyStoreException;
}
