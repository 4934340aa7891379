using System.Security.Claims;
using AuthStrategies;
using Microsoft.EntityFrameworkCore;

namespace AuditTable;

/// <summary>An application with a login, whose events are kept in a table.</summary>
internal static class AuditApp
{
    private const string UsualAddress = "http://localhost:5090";
    private const int Newest = 50;

    public static Task<WebApplication> StartAsync(string[] args) =>
        StartAsync(args, Path.Combine(Path.GetTempPath(), "AuthStrategies.AuditTable.db"), UsualAddress);

    /// <summary>Starts it with the table in a file.</summary>
    public static async Task<WebApplication> StartAsync(string[] args, string path, string address)
    {
        // Plain HTTP is allowed in Development only.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, EnvironmentName = Environments.Development });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Configuration["AuditTable"] = path;
        AddAudit(builder.Services, path);
        builder.Services.AddAuthStrategy()
            .AddSession()
            .UseAspNetCore(o => o.AllowHttpInDevelopment = true);

        WebApplication app = builder.Build();
        await using (AuditDatabase database = await app.Services.GetRequiredService<IDbContextFactory<AuditDatabase>>().CreateDbContextAsync())
            await database.Database.EnsureCreatedAsync();
        MapEndpoints(app);
        if (string.IsNullOrEmpty(app.Configuration[WebHostDefaults.ServerUrlsKey]))
            app.Urls.Add(address);
        await app.StartAsync();
        return app;
    }

    public static string PathOf(WebApplication app) => app.Configuration["AuditTable"]!;

    /// <summary>All that an application needs for its table of events.</summary>
    private static void AddAudit(IServiceCollection services, string path)
    {
        services.AddDbContextFactory<AuditDatabase>(o => o.UseSqlite($"Data Source={path}"));
        services.AddAuthEventSink<AuditSink>();
        services.AddSingleton<AuditRetention>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditRetention>());
    }

    private static void MapEndpoints(WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        // A real application checks a password here.
        app.MapPost("/login/{user}", (string user) => Results.SignIn(new ClaimsPrincipal(new ClaimsIdentity(
            [new("sub", $"user-{user}"), new("name", user)], authenticationType: "password", nameType: "name", roleType: "role"))));
        app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
        app.MapAuthLogout();
        app.MapAuthLogoutEverywhere();
        app.MapAuthSession();
        app.MapAuthSessions();
        // Open only because this is a sample: a table of logins is for its administrators.
        app.MapGet("/audit", ListAsync);
    }

    private static async Task<List<AuditEntry>> ListAsync(IDbContextFactory<AuditDatabase> databases, CancellationToken cancellationToken)
    {
        await using AuditDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Entries.AsNoTracking().OrderByDescending(entry => entry.Id).Take(Newest).ToListAsync(cancellationToken);
    }
}
