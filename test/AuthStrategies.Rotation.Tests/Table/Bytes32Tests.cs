using System.Security.Cryptography;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests.Table;

public sealed class Bytes32Tests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];

    [Test]
    public void From_LongerBytes_TakesTheFirst32()
    {
        var value = Bytes32.From([.. Bytes, 99]);

        Assert.That(((ReadOnlySpan<byte>)value).ToArray(), Is.EqualTo(Bytes));
    }

    [Test]
    public void Sha256_Always_IsThatOfThePlatform()
    {
        var hash = Bytes32.Sha256(Bytes);

        Assert.That(((ReadOnlySpan<byte>)hash).ToArray(), Is.EqualTo(SHA256.HashData(Bytes)));
    }

    [Test]
    public void Equals_AnyOneByteDiffers_IsFalse([Range(0, 31)] int position)
    {
        byte[] other = [.. Bytes];
        other[position]++;

        Assert.That(Bytes32.From(Bytes).Equals(Bytes32.From(other)), Is.False);
        Assert.That(Bytes32.From(Bytes).Equals((object)Bytes32.From(Bytes)), Is.True);
    }

    [Test]
    public void GetHashCode_DifferentHashes_Differ()
    {
        int[] codes = [.. Enumerable.Range(0, 256).Select(number => Secrets.Hash((byte)number).GetHashCode())];

        Assert.That(codes.Distinct().Count(), Is.GreaterThan(250));
        Assert.That(codes[1], Is.EqualTo(Bytes32.Sha256([1]).GetHashCode()));
    }
}
