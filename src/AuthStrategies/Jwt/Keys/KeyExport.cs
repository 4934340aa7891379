using System.Security.Cryptography;

namespace AuthStrategies.Jwt.Keys;

/// <summary>Exports the parameters of an application's key object, so that the library has its own keys.</summary>
internal static class KeyExport
{
    /// <summary>Returns the private parameters, or the public ones of a public key.</summary>
    /// <param name="export">Exports the parameters; the argument says whether with the private ones.</param>
    /// <param name="sign">Signs any bytes.</param>
    /// <param name="parameter">The name of the argument, for messages.</param>
    /// <exception cref="ArgumentException">The key cannot be exported, or it can sign but its private parameters cannot be exported.</exception>
    public static TParameters Read<TParameters>(Func<bool, TParameters> export, Func<byte[]> sign, string parameter)
        where TParameters : struct
    {
        if (Try(() => export(true)) is { } all)
            return all;
        if (Try(() => export(false)) is not { } publicOnly)
            throw new ArgumentException("The key cannot be exported: it is disposed or empty.", parameter);
        // A key that was meant to sign must not be accepted as a public key. A test signature distinguishes the two.
        if (Try(() => sign().Length) is not null)
            throw new ArgumentException("The private part of this key cannot be exported, but the library needs its own copy. Use an exportable key. To verify only, use a key from ExportParameters(false).", parameter);

        return publicOnly;
    }

    private static T? Try<T>(Func<T> attempt)
        where T : struct
    {
        try
        {
            return attempt();
        }
        catch (Exception failure) when (failure is CryptographicException or InvalidOperationException or NotSupportedException or NotImplementedException)
        {
            return null;
        }
    }
}
