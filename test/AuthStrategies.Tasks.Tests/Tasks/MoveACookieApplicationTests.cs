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

/// <summary>Task 6: an application with <c>AddCookie</c> changes to sessions. No user is logged out, and the old cookie is of no use after that.</summary>
[TestFixture]
[Page("docs/migration/from-add-cookie.md")]
public sealed class MoveACookieApplicationTests
{
    private readonly EphemeralDataProtectionProvider _keys = new();

    [TestCase(false)]
    [TestCase(true)]
    public async Task TheTask_IsSolved(bool inTwoDeployments)
    {
        await using Site before = await StartAsync(services =>
            services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie());
        Browser computer = before.OpenBrowser();
        Browser phone = before.OpenBrowser();
        await computer.SubmitAsync("/login").StatusAsync();
        await phone.SubmitAsync("/login").StatusAsync();

        if (inTwoDeployments)
        {
            await using Site between = await StartAsync(services => Add(services, moves: false));
            HttpStatusCode served = await computer.At(between).OpenAsync("/me").StatusAsync();
            Assert.That((served, await SessionsAsync(between)), Is.EqualTo((HttpStatusCode.OK, 0)));
        }

        await using Site after = await StartAsync(services => Add(services, moves: true));
        Browser thief = computer.At(after);
        (computer, phone) = (computer.At(after), phone.At(after));
        HttpStatusCode[] moved = [await computer.OpenAsync("/me").StatusAsync(), await computer.OpenAsync("/me").StatusAsync()];
        int listed = await SessionsAsync(after);
        HttpStatusCode everywhere = await computer.SubmitAsync("/logout-everywhere").StatusAsync();

        Assert.That((moved, listed, everywhere), Is.EqualTo((new[] { HttpStatusCode.OK, HttpStatusCode.OK }, 1, HttpStatusCode.OK)));
        Assert.That(await phone.OpenAsync("/me").StatusAsync(), Is.EqualTo(HttpStatusCode.Unauthorized), "it was logged in, and not moved yet");
        Assert.That(await thief.OpenAsync("/me").StatusAsync(), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private static void Add(IServiceCollection services, bool moves)
    {
        services.AddAuthentication().AddCookie();
        services.AddAuthStrategy().AddSession().UseAspNetCore().AcceptCookies(CookieAuthenticationDefaults.AuthenticationScheme, o =>
        {
            o.Until = DateTimeOffset.UtcNow.AddDays(14);
            o.MoveLogins = moves;
        });
    }

    private static async Task<int> SessionsAsync(Site site) => (await site.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Count;

    private Task<Site> StartAsync(Action<IServiceCollection> add) => Site.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton<IDataProtectionProvider>(_keys);
            builder.Services.AddAuthorization();
            add(builder.Services);
        },
        app =>
        {
            app.MapPost("/login", (HttpContext context) => context.SignInAsync(new ClaimsPrincipal(
                new ClaimsIdentity([new(ClaimTypes.NameIdentifier, "alice"), new(ClaimTypes.Name, "Alice")], "password"))));
            app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
            app.MapPost("/logout-everywhere", async (ClaimsPrincipal user, IServiceProvider services) =>
                await services.GetRequiredService<ISessionDirectory>().RevokeAllAsync(user.FindFirstValue(ClaimTypes.NameIdentifier)!)).RequireAuthorization();
        });
}
