using AuthStrategies.AspNetCore.Tests.Hosting;

namespace AuthStrategies.AspNetCore.Tests.CookieTickets;

/// <summary>A browser that keeps the cookies of one application.</summary>
internal sealed class TicketVisitor(TestApplication app)
{
    private readonly BrowserCookieJar _jar = new(app.Time);

    /// <summary>The value of the one cookie.</summary>
    public string? Cookie => _jar.Cookies.SingleOrDefault()?.Value;

    public Task<RawAnswer> SendAsync(string requestLine) => new Visitor(_jar).SendAsync(app, requestLine);

    /// <summary>The status and the body of a page.</summary>
    public async Task<string> GetAsync(string path)
    {
        RawAnswer answer = await SendAsync($"GET {path}");
        return $"{answer.Status} {answer.Body}".Trim();
    }

    public Task<RawAnswer> LogInAsync(string user, string query = "") => SendAsync($"POST /login/{user}{query}");
}
