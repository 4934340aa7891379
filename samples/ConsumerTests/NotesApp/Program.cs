using System.Security.Claims;
using AuthStrategies;
using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using NotesApp.Accounts;
using NotesApp.Notes;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<Notebook>().AddSingleton<AccountBook>().AddSingleton<ScriptTokens>();

// People log in with a session, in a cookie; their scripts bring a JWT.
builder.Services.AddAuthStrategy()
    .AddSession(session => session.IdleTimeout = TimeSpan.FromMinutes(30))
    .AddJwt(jwt =>
    {
        (jwt.Issuer, jwt.Audience) = ("https://notes.example", "notes");

        // Tokens end with the process. An application of several instances loads its key: see docs/jwt.md.
        jwt.SigningKeys.Add(JwtKey.Generate("ES256"));
    })
    .UseSessionStore<UserSessionStore>()
    .UseAspNetCore();

WebApplication app = builder.Build();
app.MapAuthLogout();
app.MapAuthSession();
app.MapAuthSessions();

app.MapPost("/login", (LoginForm form, AccountBook accounts) => accounts.Find(form.Name, form.Password) is { } user
        ? Results.SignIn(user, new AuthenticationProperties { IsPersistent = form.RememberMe }.SetSessionLabel(form.Label))
        : Results.Unauthorized())
    .RequireSameOrigin();

app.MapPost("/password", async (PasswordForm form, ClaimsPrincipal user, HttpContext context, AccountBook accounts) =>
    {
        SessionId? current = context.Features.Get<IAuthRequestFeature>()?.Result.SessionId;
        return await accounts.ChangePasswordAsync(user.Identity!.Name!, form.Old, form.New, current, context.RequestAborted) ? Results.NoContent() : Results.BadRequest();
    })
    .RequireAuthorization();

app.MapPost("/script-tokens", async (ClaimsPrincipal user, ScriptTokens tokens, CancellationToken cancellationToken) =>
        (await tokens.CreateAsync(user, ScriptTokens.LongestHours, cancellationToken)).Value)
    .RequireAuthorization();

RouteGroupBuilder notes = app.MapGroup("/notes").RequireAuthorization();
notes.MapGet("/", (ClaimsPrincipal user, Notebook book) => book.Of(user.Identity!.Name!));
notes.MapPost("/", (NoteForm form, ClaimsPrincipal user, Notebook book) => book.Write(user.Identity!.Name!, form.Text));
notes.MapDelete("/{owner}", (string owner, Notebook book) => book.Burn(owner)).RequireAuthorization(policy => policy.RequireRole("moderator"));

await app.RunAsync();
