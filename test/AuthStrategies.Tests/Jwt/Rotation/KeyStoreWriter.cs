using AuthStrategies.Tests.Jwt.KeyStores;

namespace AuthStrategies.Tests.Jwt.Rotation;

/// <summary>A separate process that writes version after version into a key file and prints how many it won.</summary>
internal static class KeyStoreWriter
{
    public const string Name = "key-store-writer";

    public static async Task RunAsync(string path, int versions) =>
        Console.Write(await JwtKeyStoreContract.WriteAsync(new FileJwtKeyStore(path), versions));
}
