namespace AuthStrategies.Packages.Tests.Applications;

/// <summary>Applications of the SDK's templates with login, refresh, list and logout.</summary>
internal static class SdkApplications
{
    private const string Endpoints = """
        app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
        app.MapAuthRefresh();
        app.MapAuthLogout();
        app.MapAuthSessions();

        """;

    private const string Login = """
        app.MapPost("/login", (LoginForm form) => form.Password == "secret"
            ? Results.SignIn(new(new ClaimsIdentity([new Claim("sub", form.Name), new Claim("name", form.Name)], "password")))
            : Results.Unauthorized());

        """;

    private const string Jwt = """
        builder.Services.AddAuthStrategy()
            .AddJwt(o =>
            {
                o.Issuer = "https://api.example";
                o.Audience = "web";
                o.SigningKeys.Add(JwtKey.Generate("ES256"));
                o.RefreshTokens.Enabled = true;
                o.RequireLiveSession = true;
            })
            .UseAspNetCore();

        """;

    // The key of the other handler's tokens is no matter: none are sent. The two stand beside each other.
    private const string JwtBearer = """
        builder.Services.AddAuthentication().AddJwtBearer("Partner", o => (o.Authority, o.Audience) = ("https://login.partner.example", "shop"));

        """;

    private const string Form = "\nrecord LoginForm(string Name, string Password);\n";
    private const string Usings = "using System.Security.Claims;\nusing AuthStrategies;\n";

    public static Application Console { get; } = new(
        "SdkConsole", "console", ["AuthStrategies", "Microsoft.Extensions.DependencyInjection 10.0.0"],
        _ => """
            using System.Security.Claims;
            using AuthStrategies;
            using Microsoft.Extensions.DependencyInjection;

            var services = new ServiceCollection();
            services.AddAuthStrategy().AddSession();
            await using ServiceProvider provider = services.BuildServiceProvider();
            IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
            ISessionDirectory sessions = provider.GetRequiredService<ISessionDirectory>();

            IssuedCredential login = await strategy.IssueAsync(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "alice")], "password")));
            RefreshResult refresh = await strategy.RefreshAsync(login.Value);
            string current = refresh.Credential?.Value ?? login.Value;
            int listed = (await sessions.ListAsync("alice")).Count;
            RevokeOutcome logout = await strategy.RevokeAsync(current);
            bool after = (await strategy.AuthenticateAsync(current)).Succeeded;
            Console.WriteLine($"{refresh.Succeeded} {listed} {logout} {after}");
            """);

    public static Application WebApi { get; } = new(
        "SdkWebApi", "webapi", ["AuthStrategies.AspNetCore", "AuthStrategies.OpenApi", "AuthStrategies.Redis", "Microsoft.AspNetCore.Authentication.JwtBearer 10.0.0", "StackExchange.Redis 2.7.27"],
        program => WithLogin(program, Jwt + JwtBearer));

    public static Application Grpc { get; } = new(
        "SdkGrpc", "grpc", ["AuthStrategies.AspNetCore"],
        program => WithLogin(program, Jwt).Replace("app.MapGrpcService<GreeterService>()", "app.MapGrpcService<GreeterService>().RequireAuthorization()", StringComparison.Ordinal));

    public static Application Blazor { get; } = new(
        "SdkBlazor", "blazor", ["AuthStrategies.AspNetCore"],
        program => WithLogin(program, "builder.Services.AddAuthStrategy().AddSession().UseAspNetCore();\n")
            .Replace(".AddInteractiveServerComponents()", ".AddInteractiveServerComponents().AddSessionRevalidation()", StringComparison.Ordinal));

    public static Application Identity { get; } = new(
        "SdkIdentity", "webapp -au Individual", ["AuthStrategies.AspNetCore"],
        program => Usings + program
            .Replace("RequireConfirmedAccount = true", "RequireConfirmedAccount = false", StringComparison.Ordinal)
            .Replace("var app = ", "builder.Services.AddAuthStrategy().AddSession().UseIdentity<IdentityUser>();\nvar app = ", StringComparison.Ordinal)
            .Replace("app.Run();", Endpoints + "app.Run();", StringComparison.Ordinal));

    public static IReadOnlyList<Application> All { get; } = [Console, WebApi, Grpc, Blazor, Identity];

    // The template of webapi ends with a type.
    private static string WithLogin(string program, string services) =>
        Usings + program
            .Replace("var app = ", services + "var app = ", StringComparison.Ordinal)
            .Replace("app.Run();", Endpoints + Login + "app.Run();", StringComparison.Ordinal) + Form;
}
