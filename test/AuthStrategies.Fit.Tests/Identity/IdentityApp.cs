using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Identity;

/// <summary>An application with ASP.NET Core Identity over SQLite, as its template makes it, and ours beneath.</summary>
internal sealed class IdentityApp : IAsyncDisposable
{
    public const string Password = "Correct-horse-1";

    private readonly SqliteConnection _database;

    private IdentityApp(TestApplication app, SqliteConnection database) => (App, _database) = (app, database);

    public TestApplication App { get; }

    /// <summary>Starts it, with the users alice (in the role admin) and bob.</summary>
    /// <param name="services">Registers Identity and ours; by default the usual way.</param>
    /// <param name="map">Maps what is particular to the test.</param>
    public static async Task<IdentityApp> StartAsync(Action<IServiceCollection>? services = null, Action<WebApplication>? map = null)
    {
        // The database lives as long as this connection; the others share it.
        string source = $"Data Source={Guid.NewGuid():N};Mode=Memory;Cache=Shared";
        SqliteConnection database = new(source);
        await database.OpenAsync();
        TestApplication app = await TestApplication.StartAsync(
            all =>
            {
                all.AddDbContext<PeopleContext>(options => options.UseSqlite(source));
                (services ?? Usual)(all);
            },
            web =>
            {
                Map(web);
                map?.Invoke(web);
            });
        await SeedAsync(app.Services);
        return new(app, database);
    }

    public static void Usual(IServiceCollection services)
    {
        services.AddIdentity<Person, IdentityRole>().AddEntityFrameworkStores<PeopleContext>().AddDefaultTokenProviders();
        services.AddAuthStrategy().AddSession().UseIdentity<Person>();
    }

    public async Task<T> WithAsync<T>(Func<UserManager<Person>, Person, Task<T>> act, string name = "alice")
    {
        await using AsyncServiceScope scope = App.Services.CreateAsyncScope();
        UserManager<Person> users = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        return await act(users, (await users.FindByNameAsync(name))!);
    }

    /// <summary>Changes the database past Identity, as another application does.</summary>
    public async Task InDatabaseAsync(Action<PeopleContext> change)
    {
        await using AsyncServiceScope scope = App.Services.CreateAsyncScope();
        PeopleContext people = scope.ServiceProvider.GetRequiredService<PeopleContext>();
        change(people);
        await people.SaveChangesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>A browser in which a user is logged in.</summary>
    public async Task<HttpClient> LoginAsync(string name = "alice", bool persistent = false)
    {
        HttpClient browser = App.Browser();
        Answer answer = await browser.AskAsync($"POST /account/login?name={name}&password={Password}&persistent={persistent}");
        Assert.That(answer.Short, Is.EqualTo((200, "Succeeded")));
        return browser;
    }

    private static void Map(WebApplication app)
    {
        app.MapPost("/account/login", async (string name, string password, bool? persistent, SignInManager<Person> signIn) =>
            (await signIn.PasswordSignInAsync(name, password, persistent ?? false, lockoutOnFailure: true)).ToString());

        // For bearer tokens, where signing in is the answer.
        app.MapPost("/account/token", async (string name, SignInManager<Person> signIn) =>
        {
            await signIn.PasswordSignInAsync(name, Password, isPersistent: false, lockoutOnFailure: false);
        });
        app.MapPost("/account/logout", (SignInManager<Person> signIn) => signIn.SignOutAsync());
        app.MapPost("/account/refresh", async (ClaimsPrincipal user, SignInManager<Person> signIn, UserManager<Person> users) =>
            await signIn.RefreshSignInAsync((await users.GetUserAsync(user))!)).RequireAuthorization();
        app.MapPost("/account/password", async (string from, string to, ClaimsPrincipal user, UserManager<Person> users) =>
            (await users.ChangePasswordAsync((await users.GetUserAsync(user))!, from, to)).ToString()).RequireAuthorization();
        app.MapGet("/account/me", async (ClaimsPrincipal user, UserManager<Person> users, SignInManager<Person> signIn) =>
            $"{(await users.GetUserAsync(user))?.Email} {signIn.IsSignedIn(user)}").RequireAuthorization();
        app.MapGet("/account/signed-in", (ClaimsPrincipal user, SignInManager<Person> signIn) => signIn.IsSignedIn(user));
        app.MapGet("/account/claims", (ClaimsPrincipal user) => string.Join('\n', user.Claims.Select(claim => $"{claim.Type}={claim.Value}"))).RequireAuthorization();
        app.MapGet("/account/admin", () => "secret").RequireAuthorization(policy => policy.RequireRole("admin"));
        app.MapAuthSession();
        app.MapAuthRefresh();
        app.MapAuthSessions();
    }

    private static async Task SeedAsync(IServiceProvider services)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PeopleContext>().Database.EnsureCreatedAsync();
        UserManager<Person> users = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        foreach (string name in (string[])["alice", "bob"])
        {
            IdentityResult made = await users.CreateAsync(new Person { UserName = name, Email = $"{name}@example.com" }, Password);
            Assert.That(made.Succeeded, made.ToString());
        }

        PeopleContext people = scope.ServiceProvider.GetRequiredService<PeopleContext>();
        IdentityRole role = new("admin") { NormalizedName = "ADMIN" };
        people.Roles.Add(role);
        people.UserRoles.Add(new() { RoleId = role.Id, UserId = (await users.FindByNameAsync("alice"))!.Id });
        await people.SaveChangesAsync();
    }
}
