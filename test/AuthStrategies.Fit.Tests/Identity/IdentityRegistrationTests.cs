using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Identity;

/// <summary>ASP.NET Core Identity in each way to register it.</summary>
[TestFixture]
public sealed class IdentityRegistrationTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task SecurityStamp_Anywhere_IsNeitherOnTheWireNorInTheStore(bool jwt)
    {
        await using IdentityApp app = await IdentityApp.StartAsync(services =>
        {
            services.AddIdentity<Person, IdentityRole>().AddEntityFrameworkStores<PeopleContext>();
            IAuthStrategyBuilder builder = services.AddAuthStrategy();
            (jwt ? builder.AddJwt(AspNetCore.Tests.Hosting.Logins.JwtWithRefresh) : builder.AddSession()).UseIdentity<Person>();
        });
        using HttpClient client = app.App.CreateClient();
        (string stamp, string id) = await app.WithAsync(async (users, alice) => (await users.GetSecurityStampAsync(alice), alice.Id));

        Answer answer = await client.AskAsync("POST /account/token?name=alice");

        string stored = "";
        foreach (SessionRecord record in await app.App.Services.GetRequiredService<ISessionStore>().ListAsync(id, default))
            stored += Encoding.UTF8.GetString(record.Payload.Span);
        string wire = jwt ? Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(((string)answer.Json["accessToken"]!).Split('.')[1])) : string.Join('\n', answer.Headers);
        Assert.That(stored, Does.Contain("alice").And.Not.Contains(stamp).And.Not.Contains("SecurityStamp"));
        Assert.That(wire, Does.Not.Contain(stamp).And.Not.Contains("SecurityStamp"));
    }

    [Test]
    public async Task Verbs_InTheOppositeOrder_WorkAsWell()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(services =>
        {
            services.AddAuthStrategy().UseIdentity<Person>().AddSession();
            services.AddIdentity<Person, IdentityRole>().AddEntityFrameworkStores<PeopleContext>();
        });
        using HttpClient current = await app.LoginAsync();
        using HttpClient other = await app.LoginAsync();

        await current.AskAsync($"POST /account/password?from={IdentityApp.Password}&to=Other-horse-2");

        Assert.That((await current.AskAsync("GET /account/me")).Short, Is.EqualTo((200, "alice@example.com True")));
        Assert.That((await other.AskAsync("GET /account/me")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task IdentityCore_WithoutCookies_SignsInThroughUs()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(services =>
        {
            services.AddIdentityCore<Person>().AddRoles<IdentityRole>().AddEntityFrameworkStores<PeopleContext>().AddSignInManager();
            services.AddAuthStrategy().AddSession().UseIdentity<Person>();
        });
        using HttpClient browser = await app.LoginAsync();

        Answer answer = await browser.AskAsync("GET /account/me");

        await browser.AskAsync("POST /account/logout");
        Assert.That(answer.Short, Is.EqualTo((200, "alice@example.com True")));
        Assert.That((await browser.AskAsync("GET /account/me")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task ClaimNaming_OfTheApplication_Wins()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(services =>
        {
            services.AddIdentity<Person, IdentityRole>().AddEntityFrameworkStores<PeopleContext>();
            services.AddAuthStrategy().AddSession(options => options.ClaimNaming = ClaimNaming.Jwt).UseIdentity<Person>();
            services.Configure<IdentityOptions>(options => (options.ClaimsIdentity.UserIdClaimType, options.ClaimsIdentity.UserNameClaimType) = ("sub", "name"));
        });
        using HttpClient browser = await app.LoginAsync();

        Answer answer = await browser.AskAsync("GET /account/claims");

        Assert.That(answer.Body, Does.Contain("\nname=alice").And.Contain("sub="));
        Assert.That((await browser.AskAsync("GET /account/me")).Body, Is.EqualTo("alice@example.com True"));
    }

    [Test]
    public async Task Jwt_Bearer_GivesATokenThatIdentityKnows()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(services =>
        {
            services.AddIdentity<Person, IdentityRole>().AddEntityFrameworkStores<PeopleContext>();
            services.AddAuthStrategy().AddJwt(AspNetCore.Tests.Hosting.Logins.JwtWithRefresh).UseIdentity<Person>();
        });
        using HttpClient client = app.App.CreateClient();
        string token = (string)(await client.AskAsync("POST /account/token?name=alice")).Json["accessToken"]!;

        Answer answer = await client.AskAsync("GET /account/me", bearer: token);

        Assert.That(answer.Short, Is.EqualTo((200, "alice@example.com True")));
    }

    [Test]
    public async Task IdentityApiEndpoints_WithCookies_IssueOurs()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(
            services =>
            {
                services.AddIdentityApiEndpoints<Person>().AddRoles<IdentityRole>().AddEntityFrameworkStores<PeopleContext>();
                services.AddAuthStrategy().AddSession().UseIdentity<Person>();
            },
            web => web.MapGroup("/api").MapIdentityApi<Person>());
        using HttpClient browser = app.App.Browser();
        using StringContent login = new($$"""{"email":"alice","password":"{{IdentityApp.Password}}"}""", Encoding.UTF8, "application/json");

        Answer answer = await browser.AskAsync("POST /api/login?useCookies=true", content: login);

        Assert.That(answer.All("Set-Cookie"), Has.One.StartWith("__Host-auth=").And.None.StartWith(".AspNetCore."));
        Assert.That((await browser.AskAsync("GET /api/manage/info")).Status, Is.EqualTo(200));
        Assert.That((await browser.AskAsync("GET /account/me")).Short, Is.EqualTo((200, "alice@example.com True")));
    }
}
