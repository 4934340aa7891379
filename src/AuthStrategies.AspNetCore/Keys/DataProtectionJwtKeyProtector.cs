using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace AuthStrategies.AspNetCore.Keys;

/// <summary>Protects private keys by ASP.NET Core Data Protection, with the key id as a purpose. Thread-safe.</summary>
internal sealed class DataProtectionJwtKeyProtector(IDataProtectionProvider provider) : IJwtKeyProtector
{
    private const string Purpose = "AuthStrategies.JwtKey.v1";

    public ValueTask<ReadOnlyMemory<byte>> ProtectAsync(string keyId, ReadOnlyMemory<byte> privateKey, CancellationToken cancellationToken)
    {
        byte[] text = privateKey.ToArray();
        try
        {
            return new((ReadOnlyMemory<byte>)provider.CreateProtector(Purpose, keyId).Protect(text));
        }
        catch (CryptographicException exception)
        {
            throw new JwtKeyStoreException("Data Protection has no key to protect with: check where its keys are persisted.", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    public ValueTask<byte[]> UnprotectAsync(string keyId, ReadOnlyMemory<byte> protectedKey, CancellationToken cancellationToken)
    {
        try
        {
            return new(provider.CreateProtector(Purpose, keyId).Unprotect(protectedKey.ToArray()));
        }
        catch (CryptographicException exception)
        {
            throw new JwtKeyStoreException("Data Protection cannot unprotect the key: its keys are lost or revoked, they are not those of the other nodes (PersistKeysTo…, SetApplicationName), or the stored key was changed.", exception);
        }
    }
}
