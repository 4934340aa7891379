using System.Security.Claims;
using AuthStrategies.AspNetCore;
using AuthStrategies.Tasks.Tests.Recipes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Tasks.Tests.Migration;

/// <summary>What the callback "jwt" does: it is asked about the user from time to time.</summary>
public sealed class AccountCheck(LockedAccounts locked) : IPrincipalCheck
{
    public ValueTask<ClaimsPrincipal?> CheckAsync(
        ClaimsPrincipal principal, PrincipalCheckContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return new(locked.Contains(principal.FindFirstValue("sub")!) ? null : principal);
    }
}

/// <summary>What the event "signIn" does.</summary>
public sealed class AuditSink(AuditTrail trail) : IAuthEventSink
{
    public ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken)
    {
        if (authEvent is CredentialIssuedEvent login)
            trail.Add($"signed in: {login.Subject}");
        return ValueTask.CompletedTask;
    }
}

/// <summary>Stands for the reader's table of locked accounts.</summary>
public sealed class LockedAccounts : HashSet<string>;

/// <summary>Stands for the reader's table of the audit.</summary>
public sealed class AuditTrail : List<string>;

/// <summary>The application of Scripts/next-auth.mjs.</summary>
internal static class NextAuth
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Users>().AddSingleton<LockedAccounts>().AddSingleton<AuditTrail>();
        builder.Services.AddAuthStrategy()
            .AddSession(o =>
            {
                o.PersistentIdleTimeout = TimeSpan.FromDays(30);                // session.maxAge
                o.PersistentAbsoluteTimeout = TimeSpan.FromDays(90);            // there: none
                o.RenewAfter = TimeSpan.FromHours(1) / 2;                       // session.updateAge
            })
            .UsePrincipalCheck<AccountCheck>(TimeSpan.FromMinutes(5))           // callbacks.jwt
            .UseAspNetCore(o =>
            {
                o.LoginPath = "/login";                                     // pages.signIn
                o.AllowHttpInDevelopment = builder.Environment.IsDevelopment();
            });
        builder.Services.AddAuthEventSink<AuditSink>();                         // events
    }

    public static void Map(WebApplication app)
    {
        app.MapPost("/login", (LoginForm form, Users users) =>                  // authorize
                users.Check(form) is { } user
                    ? Results.SignIn(user, new AuthenticationProperties { IsPersistent = true })
                    : Results.Unauthorized())
            .RequireSameOrigin();
        app.MapAuthSession((context, session) =>                                // callbacks.session
        {
            session.Additional["tenant"] = context.User.FindFirstValue("tenant");
            return ValueTask.FromResult(session);
        }, "/api/auth/session");
        app.MapAuthLogout("/api/auth/signout");                                 // signOut()
    }
}
