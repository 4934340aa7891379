using System.Net;
using System.Security.Claims;
using AuthStrategies.Tasks.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tasks.Tests.Tasks;

/// <summary>Task 6: an application with <c>AddCookie</c> gets a list of logins and "log out everywhere" with one line, and keeps its handler.</summary>
[TestFixture]
[Page("docs/cookie-tickets.md")]
public sealed class MoveACookieApplicationTests
{
    [Test]
    public async Task TheTask_IsSolved()
    {
        await using Site site = await Site.StartAsync(
            builder =>
            {
                builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
                builder.Services.AddAuthorization();
                builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(o => o.LoginPath = "/login");
                builder.Services.AddAuthStrategy().AddCookieTickets();
            },
            app =>
            {
                app.MapPost("/login", (HttpContext context) => context.SignInAsync(new ClaimsPrincipal(
                    new ClaimsIdentity([new(ClaimTypes.NameIdentifier, "alice"), new(ClaimTypes.Name, "Alice")], "password"))));
                app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
                app.MapPost("/logout-everywhere", (ClaimsPrincipal user, ISessionDirectory sessions) =>
                    sessions.RevokeAllAsync(user.FindFirstValue(ClaimTypes.NameIdentifier)!)).RequireAuthorization();
            });
        Browser computer = site.OpenBrowser();
        Browser phone = site.OpenBrowser();
        await computer.SubmitAsync("/login").StatusAsync();
        await phone.SubmitAsync("/login").StatusAsync();

        IReadOnlyList<SessionInfo> listed = await site.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice");
        HttpStatusCode before = await phone.OpenAsync("/me").StatusAsync();
        HttpStatusCode everywhere = await computer.SubmitAsync("/logout-everywhere").StatusAsync();
        HttpStatusCode after = await phone.OpenAsync("/me").StatusAsync();

        Assert.That(listed, Has.Count.EqualTo(2));
        Assert.That((before, everywhere, after), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Redirect)));
    }
}
