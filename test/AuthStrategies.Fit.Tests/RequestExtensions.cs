using System.Net.Http.Headers;
using AuthStrategies.AspNetCore.Tests.Hosting;

namespace AuthStrategies.Fit.Tests;

/// <summary>Requests in one line, answers as status and text.</summary>
internal static class RequestExtensions
{
    /// <summary>Sends a request such as "POST /login" and reads the whole answer.</summary>
    public static async Task<Answer> AskAsync(this HttpClient client, string requestLine, string? bearer = null, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        string[] words = requestLine.Split(' ');
        using HttpRequestMessage request = new(new HttpMethod(words[0]), new Uri(words[1], UriKind.RelativeOrAbsolute)) { Content = content };
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage response = await client.SendAsync(request);
        return new(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            [.. response.Headers.Concat(response.Content.Headers).SelectMany(header => header.Value.Select(value => (header.Key, value)))]);
    }

    /// <summary>A client that keeps cookies, as a browser does.</summary>
    public static HttpClient Browser(this TestApplication app) => app.CreateClient(cookies: true);

    /// <summary>A navigation, as a browser announces it.</summary>
    public static (string Name, string Value)[] Navigation => [("Accept", "text/html"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "none")];
}
