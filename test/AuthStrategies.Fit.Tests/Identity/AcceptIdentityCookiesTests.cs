using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Fit.Tests.Identity;

/// <summary>The cookie that Identity wrote before UseIdentity was called is moved, as long as its security stamp is that of the account.</summary>
[TestFixture]
public sealed class AcceptIdentityCookiesTests
{
    private const string Ours = "__Host-auth";

    private static string OldName => CookieAuthenticationDefaults.CookiePrefix + Uri.EscapeDataString(IdentityConstants.ApplicationScheme);

    [Test]
    public async Task Cookie_OfAnAccount_IsMovedAndBecomesOurs()
    {
        await using IdentityApp app = await StartAsync();
        string old = await WriteAsync(app);

        RawAnswer first = await SendAsync(app, $"{OldName}={old}");
        RawAnswer second = await SendAsync(app, $"{Ours}={first.CookieValue(Ours)}");

        Assert.That((first.Status, first.Body, first.CookieValue(OldName)), Is.EqualTo((200, "alice@example.com True", "")));
        Assert.That((second.Status, second.Body), Is.EqualTo((200, "alice@example.com True")));
    }

    [TestCase("stamp")]
    [TestCase("deleted")]
    public async Task Account_HasChangedAMinuteAgo_TheCookieIsRefused(string change)
    {
        await using IdentityApp app = await StartAsync();
        string old = await WriteAsync(app);
        await app.WithAsync((users, alice) => change == "stamp" ? users.UpdateSecurityStampAsync(alice) : users.DeleteAsync(alice));
        app.App.Time.Advance(TimeSpan.FromMinutes(1));

        RawAnswer answer = await SendAsync(app, $"{OldName}={old}");

        Assert.That((answer.Status, string.IsNullOrEmpty(answer.CookieValue(Ours))), Is.EqualTo((401, true)));
    }

    [Test]
    public async Task Role_RemovedBeforeTheMove_IsNotMoved()
    {
        await using IdentityApp app = await StartAsync();
        string old = await WriteAsync(app);
        await app.InDatabaseAsync(people => people.UserRoles.RemoveRange(people.UserRoles));

        RawAnswer answer = await SendAsync(app, $"{OldName}={old}", "/account/admin");

        Assert.That(answer.Status, Is.EqualTo(403));
    }

    private static Task<IdentityApp> StartAsync() => IdentityApp.StartAsync(services =>
    {
        services.AddIdentity<Person, IdentityRole>().AddEntityFrameworkStores<PeopleContext>().AddDefaultTokenProviders();
        services.AddAuthStrategy().AddSession().UseIdentity<Person>()
            .AcceptCookies(IdentityConstants.ApplicationScheme, options => options.Until = new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero));
    });

    /// <summary>What Identity writes.</summary>
    private static async Task<string> WriteAsync(IdentityApp app)
    {
        await using AsyncServiceScope scope = app.App.Services.CreateAsyncScope();
        SignInManager<Person> signIn = scope.ServiceProvider.GetRequiredService<SignInManager<Person>>();
        ClaimsPrincipal principal = await signIn.CreateUserPrincipalAsync((await signIn.UserManager.FindByNameAsync("alice"))!);
        DateTimeOffset now = app.App.Time.GetUtcNow();
        AuthenticationTicket ticket = new(principal, new() { IssuedUtc = now, ExpiresUtc = now.AddDays(14) }, IdentityConstants.ApplicationScheme);
        return scope.ServiceProvider.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme).TicketDataFormat.Protect(ticket);
    }

    private static Task<RawAnswer> SendAsync(IdentityApp app, string cookie, string path = "/account/me") =>
        app.App.SendRawAsync($"GET {path}", ["Sec-Fetch-Site: same-origin", $"Cookie: {cookie}"]);
}
