using AuthStrategies.Issuers.Documents;
using AuthStrategies.Issuers.KeySets;
using Microsoft.IdentityModel.Protocols;

namespace AuthStrategies.Issuers.Fetching;

/// <summary>Gets the key set of an address: of a key set, or of metadata that names one.</summary>
/// <param name="isMetadata">Whether the address is that of metadata.</param>
/// <param name="issuer">The issuer that metadata must name.</param>
/// <param name="allowHttp">Whether <c>jwks_uri</c> may be an http address of another machine.</param>
/// <param name="rsaAlgorithm">The algorithm of RSA keys that name none.</param>
/// <param name="before">The last key set.</param>
internal sealed class KeySetRetriever(bool isMetadata, string issuer, bool allowHttp, string rsaAlgorithm, IssuerKeySet before) : IConfigurationRetriever<IssuerKeySet>
{
    /// <inheritdoc />
    public async Task<IssuerKeySet> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        string keys = isMetadata ? await FindKeysAsync(address, retriever, cancel).ConfigureAwait(false) : address;
        return KeySetReader.Read(await retriever.GetDocumentAsync(keys, cancel).ConfigureAwait(false), rsaAlgorithm, before);
    }

    private async Task<string> FindKeysAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        IssuerMetadata metadata = IssuerMetadata.Read(await retriever.GetDocumentAsync(address, cancel).ConfigureAwait(false));
        if (!string.Equals(metadata.Issuer, issuer, StringComparison.Ordinal))
            throw new IssuerDocumentException($"The metadata is of the issuer {Shown(metadata.Issuer)}, and not of \"{issuer}\". Set Issuer of the strategy to the issuer of the metadata; if the tokens name another one, set MetadataIssuer.");
        if (DocumentAddress.Problem(metadata.JwksAddress, allowHttp) is { } problem)
            throw new IssuerDocumentException($"The metadata's \"jwks_uri\" is {problem}; it must be an https address without user information and fragment.");
        if (IsHttp(metadata.JwksAddress) && !IsHttp(address))
            throw new IssuerDocumentException("The metadata's \"jwks_uri\" is an http address, and the metadata came over https. It must be an https address.");

        return metadata.JwksAddress;
    }

    private static bool IsHttp(string address) => new Uri(address).Scheme == Uri.UriSchemeHttp;

    // Another party wrote it: nothing but plain characters comes into a message.
    private static string Shown(string text) => text.Length <= 200 && text.All(c => c is >= ' ' and <= '~') ? $"\"{text}\"" : "of an unusual name";
}
