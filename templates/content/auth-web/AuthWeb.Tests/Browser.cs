using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing;

namespace AuthWeb.Tests;

/// <summary>A browser with its cookies, which fills in the forms of the pages.</summary>
internal sealed partial class Browser(WebApplicationFactory<Program> factory) : IDisposable
{
    private readonly HttpClient _client = CreateClient(factory);

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(path);

    public async Task<string> ReadAsync(string path) => await (await GetAsync(path)).Content.ReadAsStringAsync();

    /// <summary>Sends the form of a page, with the token against forgery that the page has.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string path, params (string Name, string Value)[] fields)
    {
        string token = Token().Match(await ReadAsync(page)).Groups[1].Value;
        Dictionary<string, string> form = fields.ToDictionary(field => field.Name, field => field.Value);
        form.Add("__RequestVerificationToken", token);
        return await PostAsync(path, form);
    }

    public async Task<HttpResponseMessage> PostAsync(string path, Dictionary<string, string> form)
    {
        using FormUrlEncodedContent content = new(form);
        return await _client.PostAsync(path, content);
    }

    public void Dispose() => _client.Dispose();

    private static HttpClient CreateClient(WebApplicationFactory<Program> factory)
    {
        HttpClient client = factory.CreateClient(new() { BaseAddress = new Uri("https://localhost"), AllowAutoRedirect = false });
        // As a browser: it is led to the login page, and a script would get 401.
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        return client;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
