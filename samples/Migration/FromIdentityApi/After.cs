using System.Security.Claims;
using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Migration.FromIdentityApi;

/// <summary>The same application with sessions of the library: a cookie for browsers, a bearer token for other clients.</summary>
internal static class After
{
    /// <summary>A fixed date. With the time of the start it would move with each restart.</summary>
    public static DateTimeOffset Release { get; set; } = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    public static void AddServices(IServiceCollection services, string database, bool isDevelopment)
    {
        services.AddDbContext<PeopleDatabase>(o => o.UseSqlite(database));
        services.AddIdentity<IdentityUser, IdentityRole>().AddEntityFrameworkStores<PeopleDatabase>().AddDefaultTokenProviders();
        // Reads the former refresh tokens, at the endpoint below.
        services.AddAuthentication().AddBearerToken(IdentityConstants.BearerScheme);
        services.AddAuthStrategy()
            .AddSession("Web")
            .AddSession("Mobile")
            .UseIdentity<IdentityUser>()
            .UseAspNetCore(o =>
            {
                o.AllowHttpInDevelopment = isDevelopment;
                o.Strategy("Mobile").Transport = CredentialTransport.Bearer;
            })
            .AcceptCookies(IdentityConstants.ApplicationScheme, o => o.Until = Release + TimeSpan.FromDays(14));
    }

    public static void Map(WebApplication app)
    {
        app.MapPost("/login", async (LoginForm form, SignInManager<IdentityUser> signIn) =>
            (await signIn.PasswordSignInAsync(form.Email, form.Password, isPersistent: true, lockoutOnFailure: true)).Succeeded ? Results.Ok() : Results.Unauthorized()).RequireSameOrigin();
        app.MapPost("/token", async (LoginForm form, SignInManager<IdentityUser> signIn) =>
        {
            IdentityUser? user = await signIn.UserManager.FindByNameAsync(form.Email);
            return user is not null && (await signIn.CheckPasswordSignInAsync(user, form.Password, lockoutOnFailure: true)).Succeeded
                ? Results.SignIn(await signIn.CreateUserPrincipalAsync(user), authenticationScheme: "Mobile")
                : Results.Unauthorized();
        });
        app.MapAuthLogout();
        app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
        MapFormerRefresh(app);
    }

    // The former address, until Release + 14 days: Identity's refresh token brings a token of the library.
    private static void MapFormerRefresh(WebApplication app) => app.MapPost(
        "/refresh",
        async (FormerRefresh request, SignInManager<IdentityUser> signIn, IOptionsMonitor<BearerTokenOptions> options, TimeProvider time) =>
        {
            AuthenticationTicket? former = options.Get(IdentityConstants.BearerScheme).RefreshTokenProtector.Unprotect(request.RefreshToken);
            bool isValid = time.GetUtcNow() < Release + TimeSpan.FromDays(14) && former?.Properties.ExpiresUtc > time.GetUtcNow();
            return isValid && await signIn.ValidateSecurityStampAsync(former!.Principal) is { } user
                ? Results.SignIn(await signIn.CreateUserPrincipalAsync(user), authenticationScheme: "Mobile")
                : Results.Unauthorized();
        });

    internal sealed record LoginForm(string Email, string Password);

    internal sealed record FormerRefresh(string RefreshToken);
}
