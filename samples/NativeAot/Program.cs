using System.Security.Claims;
using AuthStrategies;
using AuthStrategies.AspNetCore;
using NativeAot;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.UseKestrelHttpsConfiguration();
builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, AppJson.Default));
builder.Services.AddSignalR()
    .AddJsonProtocol(o => o.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, AppJson.Default))
    .AddSessionRevalidation();
builder.Services.AddAuthStrategy()
    .AddSession()
    .AddJwt(o =>
    {
        o.Issuer = "https://api.example";
        o.Audience = "web";
        o.SigningKeys.Add(JwtKey.Generate("ES256"));
        o.RefreshTokens.Enabled = true;
        o.RequireLiveSession = true;
    })
    .UseRedis(builder.Configuration["Redis"]!)
    .UseAspNetCore(o => o.Strategy("Jwt").AcceptQueryString("/hubs/chat"));

WebApplication app = builder.Build();
app.MapPost("/login/{strategy}", (string strategy, LoginForm form) => form.Password == "right"
        ? Results.SignIn(Users.Create(form.Name), authenticationScheme: strategy)
        : Results.Unauthorized())
    .RequireSameOrigin();
app.MapGet("/me", (ClaimsPrincipal user) => new Me(user.FindFirst("sub")!.Value, user.Identity!.Name)).RequireAuthorization();
app.MapPost("/me", (ClaimsPrincipal user) => new Me(user.FindFirst("sub")!.Value, user.Identity!.Name)).RequireAuthorization();
app.MapGet("/admin", () => "admin").RequireAuthorization(policy => policy.RequireRole("admin"));
app.MapHub<ChatHub>("/hubs/chat").RequireAuthorization();
app.MapAuthRefresh();
app.MapAuthLogout();
app.MapAuthLogoutEverywhere();
app.MapAuthLogoutOthers();
app.MapAuthSession();
app.MapAuthSessions();
app.MapJwks();
app.MapAuthMetadata();
app.Run();
