using System.Security.Cryptography;

namespace AuthStrategies.Jwt.Keys;

/// <summary>Takes the numbers out of an application's key object, so that the library owns its keys.</summary>
internal static class KeyExport
{
    /// <summary>The private numbers, or the public ones of a key that has no others.</summary>
    /// <param name="export">Exports; the argument says whether with the private numbers.</param>
    /// <param name="sign">Signs anything.</param>
    /// <param name="parameter">The name of the argument, for messages.</param>
    /// <exception cref="ArgumentException">Nothing can be exported, or the key can sign but keeps its private numbers to itself.</exception>
    public static TParameters Read<TParameters>(Func<bool, TParameters> export, Func<byte[]> sign, string parameter)
        where TParameters : struct
    {
        if (Try(() => export(true)) is { } all)
            return all;
        if (Try(() => export(false)) is not { } publicOnly)
            throw new ArgumentException("The key cannot be exported: it is disposed, or it holds no key.", parameter);
        // Verifying quietly with a key that was handed over to sign would show much later. A trial tells a public key from a locked one.
        if (Try(() => sign().Length) is not null)
            throw new ArgumentException("The private part of this key cannot be exported, and the library keeps a copy of its own. Give an exportable key; to verify only, give a key made of ExportParameters(false).", parameter);

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
