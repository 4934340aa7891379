using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>The server of a mobile client, and its login.</summary>
internal static class Mobile
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Users>();
        builder.Services.AddAuthStrategy()
            .AddJwt(o =>
            {
                o.Issuer = "https://api.example";
                o.Audience = "mobile";
                o.SigningKeys.Add(JwtKey.FromPem(builder.Configuration["Jwt:Pem"]!, "ES256"));
                o.RefreshTokens.Enabled = true;
            })
            .UseAspNetCore(o => o.AllowHttpInDevelopment = builder.Environment.IsDevelopment());
    }

    public static void Map(WebApplication app)
    {
        app.MapPost("/login", (LoginForm form, Users users) =>
            users.Check(form) is { } user ? Results.SignIn(user) : Results.Unauthorized());
        app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
        app.MapAuthRefresh();
        app.MapAuthLogout();
        app.MapPost("/notes", (NoteForm note) => note.Text).RequireAuthorization();
    }

    public static async Task LogInAsync(HttpClient client, ITokenStorage storage, LoginForm form)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync("/login", form);
        response.EnsureSuccessStatusCode();
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        await storage.SaveAsync(new(
            answer.GetProperty("accessToken").GetString()!, answer.GetProperty("refreshToken").GetString()!));
    }

    public static HttpClient CreateClient(ITokenStorage storage, Uri address, HttpMessageHandler inner)
    {
        HttpClient client = new(new RefreshingHandler(storage, new(address, "/auth/refresh")) { InnerHandler = inner })
        {
            BaseAddress = address,
        };
        return client;
    }

    public sealed record NoteForm(string Text);
}
