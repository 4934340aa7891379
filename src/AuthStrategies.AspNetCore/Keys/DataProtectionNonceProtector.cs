using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace AuthStrategies.AspNetCore.Keys;

/// <summary>Protects the nonces of DPoP proofs by ASP.NET Core Data Protection, whose keys all nodes share. Thread-safe.</summary>
internal sealed class DataProtectionNonceProtector(IDataProtectionProvider provider) : IDPoPNonceProtector
{
    private readonly IDataProtector _protector = provider.CreateProtector("AuthStrategies.DPoPNonce.v1");

    public byte[] Protect(byte[] content)
    {
        try
        {
            return _protector.Protect(content);
        }
        catch (CryptographicException exception)
        {
            throw new AuthUnavailableException("Data Protection has no key to protect a DPoP nonce with: check where its keys are persisted.", exception);
        }
    }

    public byte[]? Unprotect(byte[] nonce)
    {
        try
        {
            return _protector.Unprotect(nonce);
        }
        catch (CryptographicException)
        {
            // Any client can send any bytes. A nonce under a key that is lost is replaced in the same way.
            return null;
        }
    }
}
