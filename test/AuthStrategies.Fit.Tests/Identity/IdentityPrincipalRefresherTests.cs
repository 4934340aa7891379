using System.Security.Claims;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Identity;

/// <summary>A refresh reads the user of Identity again: with session tokens and refresh tokens of a JWT, as bearer and in a cookie.</summary>
[TestFixture(false, false)]
[TestFixture(false, true)]
[TestFixture(true, false)]
[TestFixture(true, true)]
public sealed class IdentityPrincipalRefresherTests(bool jwt, bool cookie)
{
    [Test]
    public async Task Refresh_AfterARenameAndARoleTakenAway_GivesTheNewClaims()
    {
        await using IdentityApp app = await StartAsync();
        Client client = await Client.LogInAsync(app, jwt, cookie);
        Answer admin = await client.AskAsync("GET /account/admin");
        await app.InDatabaseAsync(people =>
        {
            Person alice = people.Users.Single(user => user.UserName == "alice");
            alice.UserName = "alicia";
            people.UserRoles.RemoveRange(people.UserRoles);
        });

        Answer refreshed = await client.RefreshAsync();

        Answer claims = await client.AskAsync("GET /account/claims");
        Assert.That((admin.Status, refreshed.Status), Is.EqualTo((200, cookie ? 204 : 200)));
        Assert.That(claims.Body, Does.Contain($"{ClaimTypes.Name}=alicia\n").And.Not.Contains(ClaimTypes.Role));
        Assert.That((await client.AskAsync("GET /account/admin")).Status, Is.EqualTo(403));
    }

    [TestCase("delete")]
    [TestCase("lock")]
    [Property("Requirement", "S-07")]
    public async Task Refresh_OfAUserWhoWasDeletedOrLockedOutInTheDatabase_EndsTheSession(string change)
    {
        await using IdentityApp app = await StartAsync();
        Client client = await Client.LogInAsync(app, jwt, cookie);
        string id = await app.WithAsync((_, alice) => Task.FromResult(alice.Id));
        await app.InDatabaseAsync(people =>
        {
            Person alice = people.Users.Single(user => user.Id == id);
            if (change == "delete")
                people.Users.Remove(alice);
            else
                alice.LockoutEnd = new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero);
        });

        Answer refreshed = await client.RefreshAsync();

        Assert.That(refreshed.Status, Is.EqualTo(401));
        Assert.That(await app.App.Services.GetRequiredService<ISessionDirectory>().ListAsync(id), Is.Empty);
        Assert.That(app.App.Log.Text, Does.Contain("its user " + (change == "delete" ? "does not exist" : "is locked out")));
    }

    [Test]
    public async Task Refresh_AfterTheSecurityStampChanged_IsRefused()
    {
        await using IdentityApp app = await StartAsync();
        Client client = await Client.LogInAsync(app, jwt, cookie);
        await app.WithAsync((users, alice) => users.UpdateSecurityStampAsync(alice));

        Assert.That((await client.RefreshAsync()).Status, Is.EqualTo(401));
    }

    [TestCase(5, 204)]
    [TestCase(9, 204)]
    [TestCase(11, 401)]
    public async Task Refresh_OfAUserLockedOutFor_TellsWrongPasswordsFromTheApplication(int minutes, int status)
    {
        await using IdentityApp app = await StartAsync();
        Client client = await Client.LogInAsync(app, jwt, cookie);
        // Wrong passwords lock out for 5 minutes, by the clock of another node.
        DateTimeOffset end = app.App.Time.GetUtcNow().AddMinutes(minutes);
        await app.InDatabaseAsync(people => people.Users.Single(user => user.UserName == "alice").LockoutEnd = end);

        Answer refreshed = await client.RefreshAsync();

        Assert.That(refreshed.Status, Is.EqualTo(status == 204 && !cookie ? 200 : status));
    }

    [Test]
    public async Task Refresh_OfALoginWithClaimsOfTheApplication_KeepsThoseOfTheOptions()
    {
        await using IdentityApp app = await StartAsync(options => options.KeptClaimTypes.Add("tenant"));
        Client client = await Client.LogInAsync(app, jwt, cookie, "POST /with-claims");

        await client.RefreshAsync();

        string[] claims = (await client.AskAsync("GET /account/claims")).Body.Split('\n');
        Assert.That(claims, Does.Contain("tenant=7").And.Contain("amr=pwd").And.Contain("amr=mfa").And.Contain($"{ClaimTypes.AuthenticationMethod}=Google"));
        Assert.That(claims, Has.None.StartWith("coupon="), "a claim that Identity does not know, and no option names");
        Assert.That(claims, Has.Exactly(1).StartWith(ClaimTypes.NameIdentifier));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Refresh_WithARefresherOfTheApplication_AsksThatOne(bool isFirst)
    {
        await using IdentityApp app = await IdentityApp.StartAsync(
            services =>
            {
                services.AddIdentity<Person, IdentityRole>().AddEntityFrameworkStores<PeopleContext>();
                IAuthStrategyBuilder builder = Strategy(services);
                _ = isFirst ? builder.UsePrincipalRefresher<OwnRefresher>().UseIdentity<Person>() : builder.UseIdentity<Person>().UsePrincipalRefresher<OwnRefresher>();
            },
            MapMore);
        Client client = await Client.LogInAsync(app, jwt, cookie);

        await client.RefreshAsync();

        Assert.That((await client.AskAsync("GET /account/claims")).Body, Does.Contain("own=yes"));
    }

    [Test]
    public async Task Refresh_OfASessionWithALabelAndItems_KeepsThem()
    {
        await using IdentityApp app = await StartAsync();
        // A JWT keeps no items.
        string? cart = jwt ? null : "42";
        Client client = await Client.LogInAsync(app, jwt, cookie, "POST /with-claims?label=lamp&cart=" + cart);
        string id = await app.WithAsync((_, alice) => Task.FromResult(alice.Id));
        await app.InDatabaseAsync(people => people.Users.Single(user => user.UserName == "alice").UserName = "alicia");

        await client.RefreshAsync();

        SessionInfo session = (await app.App.Services.GetRequiredService<ISessionDirectory>().ListAsync(id)).Single();
        Assert.That((session.Label, (await client.AskAsync("GET /cart")).Body), Is.EqualTo(("lamp", $"{cart} alicia")));
    }

    private Task<IdentityApp> StartAsync(Action<AuthIdentityOptions>? configure = null) => IdentityApp.StartAsync(
        services =>
        {
            services.AddIdentity<Person, IdentityRole>().AddEntityFrameworkStores<PeopleContext>().AddDefaultTokenProviders();
            Strategy(services).UseIdentity<Person>(configure);
        },
        MapMore);

    private IAuthStrategyBuilder Strategy(IServiceCollection services)
    {
        IAuthStrategyBuilder builder = services.AddAuthStrategy();
        CredentialTransport transport = cookie ? CredentialTransport.Cookie : CredentialTransport.Bearer;
        return (jwt ? builder.AddJwt(Logins.JwtWithRefresh) : builder.AddSession()).UseAspNetCore(http => http.Strategy(jwt ? "Jwt" : "Session").Transport = transport);
    }

    private static void MapMore(WebApplication app)
    {
        app.MapPost("/with-claims", async (SignInManager<Person> signIn, UserManager<Person> users, string? cart, string? label) =>
        {
            AuthenticationProperties properties = new();
            if (cart is { Length: > 0 })
                properties.Items["cart"] = cart;
            if (label is not null)
                properties.SetSessionLabel(label);
            Claim[] claims = [new("amr", "pwd"), new("amr", "mfa"), new(ClaimTypes.AuthenticationMethod, "Google"), new("tenant", "7"), new("coupon", "1")];
            await signIn.SignInWithClaimsAsync((await users.FindByNameAsync("alice"))!, properties, claims);
        });
        app.MapGet("/cart", async (HttpContext context) => $"{((await context.AuthenticateAsync()).Properties!.Items.TryGetValue("cart", out string? cart) ? cart : null)} {context.User.Identity!.Name}").RequireAuthorization();
    }

    /// <summary>A refresher of the application.</summary>
    internal sealed class OwnRefresher : IPrincipalRefresher
    {
        public ValueTask<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal principal, SessionInfo session, CancellationToken cancellationToken)
        {
            ((ClaimsIdentity)principal.Identity!).AddClaim(new("own", "yes"));
            return new(principal);
        }
    }

    /// <summary>A client that is logged in and can refresh.</summary>
    private sealed class Client(HttpClient http, string? access, string? refresh)
    {
        private string? _access = access;

        public static async Task<Client> LogInAsync(IdentityApp app, bool jwt, bool cookie, string login = "POST /account/token?name=alice")
        {
            HttpClient http = cookie ? app.App.Browser() : app.App.CreateClient();
            Answer answer = await http.AskAsync(login);
            Assert.That(answer.Status, Is.EqualTo(200));
            return cookie ? new(http, null, null) : new(http, (string)answer.Json["accessToken"]!, (string?)answer.Json[jwt ? "refreshToken" : "accessToken"]);
        }

        public Task<Answer> AskAsync(string request) => http.AskAsync(request, bearer: _access);

        public async Task<Answer> RefreshAsync()
        {
            Answer answer = await http.AskAsync("POST /auth/refresh", bearer: refresh);
            if (answer.Status == 200)
                _access = (string?)answer.Json["accessToken"] ?? _access;
            return answer;
        }
    }
}
