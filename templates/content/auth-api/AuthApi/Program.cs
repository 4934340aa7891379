using System.Security.Claims;
using System.Threading.RateLimiting;
using AuthApi;
using AuthStrategies;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<AccountBook>();
builder.Services.AddProblemDetails();

builder.Services.AddAuthStrategy()
    .AddJwt(o =>
    {
        o.Issuer = builder.Configuration["Jwt:Issuer"]!;
        o.Audience = builder.Configuration["Jwt:Audience"]!;
        o.RefreshTokens.Enabled = true;
        o.RequireLiveSession = true;      // a logout takes effect immediately

        // Create a secret with "openssl rand -base64 32", and set it in the environment as Jwt__Secret. In Development a key is made
        // at start, and tokens end with the process. Without a key in another environment, the start fails and says so.
        if (builder.Configuration["Jwt:Secret"] is { } secret)
            o.SigningKeys.Add(JwtKey.FromBase64(secret, "HS256"));
        else if (builder.Environment.IsDevelopment())
            o.SigningKeys.Add(JwtKey.Generate("HS256"));
    })
    .UseAspNetCore();

// Guessing passwords is slow: for each address, 10 attempts in a minute.
builder.Services.AddRateLimiter(limits =>
{
    limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
    limits.AddPolicy("passwords", context => RateLimitPartition.GetFixedWindowLimiter(
        context.Connection.RemoteIpAddress,
        _ => new FixedWindowRateLimiterOptions { PermitLimit = 10, Window = TimeSpan.FromMinutes(1) }));
});

WebApplication app = builder.Build();
if (!app.Environment.IsDevelopment())
{
    app.UseExceptionHandler();
    app.UseHsts();
}

app.UseHttpsRedirection();
app.UseRateLimiter();

app.MapGet("/", () => "POST /register, POST /login, GET /me");

app.MapPost("/register", (AccountForm form, AccountBook accounts) =>
        form.Problem is { } problem ? Results.ValidationProblem(problem)
        : accounts.TryAdd(form.Name, form.Password) ? Results.Created()
        : Results.Conflict())
    .RequireRateLimiting("passwords");

app.MapPost("/login", (AccountForm form, AccountBook accounts) =>
        accounts.Find(form.Name, form.Password) is { } user ? Results.SignIn(user) : Results.Unauthorized())
    .RequireRateLimiting("passwords");

app.MapGet("/me", (ClaimsPrincipal user) => new Me(user.FindFirstValue("sub")!, user.Identity!.Name!)).RequireAuthorization();

app.MapAuthRefresh();           // POST   /auth/refresh
app.MapAuthLogout();            // POST   /auth/logout
app.MapAuthLogoutOthers();      // POST   /auth/logout-others
app.MapAuthSessions();          // GET    /auth/sessions, DELETE /auth/sessions/{id}

await app.RunAsync();
