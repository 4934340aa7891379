namespace AuthStrategies.Registration;

/// <summary>The key store that was used before, from which the first keys are taken.</summary>
internal sealed class FormerJwtKeyStore(IJwtKeyStore store)
{
    public IJwtKeyStore Store => store;
}
