using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests.Table;

internal static class Secrets
{
    private static readonly Bytes32[] Hashes = [.. Enumerable.Range(0, 256).Select(number => Bytes32.Sha256([(byte)number]))];

    public static Bytes32 Hash(byte number) => Hashes[number];
}
