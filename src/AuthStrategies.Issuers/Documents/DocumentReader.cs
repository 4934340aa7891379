using System.Net.Http.Headers;
using System.Text;
using Microsoft.IdentityModel.Protocols;

namespace AuthStrategies.Issuers.Documents;

/// <summary>
/// Fetches a document: one GET, no redirect, a bounded size. The time is bounded by the caller, for all documents of one fetch together.
/// Every failure is an <see cref="IssuerDocumentException"/>. Thread-safe.
/// </summary>
internal sealed class DocumentReader(HttpMessageInvoker http, int maxSize) : IDocumentRetriever
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc />
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        Uri uri = new(address);
        string name = DocumentAddress.Text(uri);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, uri);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using HttpResponseMessage response = await http.SendAsync(request, cancel).ConfigureAwait(false);
            CheckAnswer(response, uri, name);
            return await ReadAsync(response.Content, name, cancel).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw new IssuerDocumentException($"{name} did not answer {(exception.HttpRequestError == HttpRequestError.Unknown ? "completely" : $"({exception.HttpRequestError})")}.", exception);
        }
        catch (IOException exception)
        {
            throw new IssuerDocumentException($"{name} did not answer completely.", exception);
        }
        catch (DecoderFallbackException exception)
        {
            throw new IssuerDocumentException($"{name} answered with a text that is not UTF-8.", exception);
        }
    }

    private static void CheckAnswer(HttpResponseMessage response, Uri asked, string name)
    {
        if ((int)response.StatusCode is >= 300 and <= 399)
            throw new IssuerDocumentException($"{name} answered {(int)response.StatusCode}, a redirect{Target(response, asked)}. Redirects are not followed: write the address where the document is.");
        if (response.RequestMessage?.RequestUri is { } answered && answered != asked)
            throw new IssuerDocumentException($"{name} was redirected to {DocumentAddress.Text(answered)} by BackchannelHttpHandler. Redirects are not accepted: write the address where the document is.");
        if (!response.IsSuccessStatusCode)
            throw new IssuerDocumentException($"{name} answered {(int)response.StatusCode}.");
    }

    private static string Target(HttpResponseMessage response, Uri asked) =>
        response.Headers.Location is { } location && Uri.TryCreate(asked, location, out Uri? target) ? $" to {DocumentAddress.Text(target)}" : "";

    private async Task<string> ReadAsync(HttpContent content, string name, CancellationToken cancel)
    {
        if (content.Headers.ContentLength > maxSize)
            throw TooLarge(name);

        using Stream stream = await content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        // One byte more than allowed, so that a document that goes on is noticed. The length that the answer claims may be wrong.
        byte[] buffer = new byte[maxSize + 1];
        int length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        if (length > maxSize)
            throw TooLarge(name);

        ReadOnlySpan<byte> text = buffer.AsSpan(0, length);
        return Utf8.GetString(text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text);
    }

    private IssuerDocumentException TooLarge(string name) => new($"{name} answered with more than MaxDocumentSize ({maxSize} bytes).");
}
