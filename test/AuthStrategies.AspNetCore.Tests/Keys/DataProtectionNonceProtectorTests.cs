using System.Security.Cryptography;
using AuthStrategies.AspNetCore.Keys;
using Microsoft.AspNetCore.DataProtection;

namespace AuthStrategies.AspNetCore.Tests.Keys;

/// <summary>Nonces of nodes that share the keys of Data Protection.</summary>
[TestFixture]
public sealed class DataProtectionNonceProtectorTests
{
    private static readonly byte[] Content = [1, 2, 3, 4, 5, 6, 7, 8];

    [Test]
    public void Unprotect_NonceOfAnotherNode_IsReadUnderSharedKeysOnly()
    {
        EphemeralDataProtectionProvider shared = new();
        byte[] nonce = new DataProtectionNonceProtector(shared).Protect(Content);

        Assert.That(new DataProtectionNonceProtector(shared).Unprotect(nonce), Is.EqualTo(Content));
        Assert.That(new DataProtectionNonceProtector(new EphemeralDataProtectionProvider()).Unprotect(nonce), Is.Null);
        Assert.That(nonce, Has.Length.LessThanOrEqualTo(384));
    }

    [TestCase(0)]
    [TestCase(8)]
    [TestCase(200)]
    public void Unprotect_AnyBytes_IsNull(int size) =>
        Assert.That(new DataProtectionNonceProtector(new EphemeralDataProtectionProvider()).Unprotect(new byte[size]), Is.Null);

    [Test]
    public void Protect_NoKey_CannotBeTold() =>
        Assert.That(() => new DataProtectionNonceProtector(new BrokenProvider()).Protect(Content), Throws.TypeOf<AuthUnavailableException>());

    private sealed class BrokenProvider : IDataProtectionProvider, IDataProtector
    {
        public IDataProtector CreateProtector(string purpose) => this;

        public byte[] Protect(byte[] plaintext) => throw new CryptographicException("No key.");

        public byte[] Unprotect(byte[] protectedData) => throw new CryptographicException("No key.");
    }
}
