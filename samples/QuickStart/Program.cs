using System.Security.Claims;
using AuthStrategies;
using Microsoft.Extensions.DependencyInjection;
using QuickStart;

// A login's whole life under both strategies, side by side. Nothing here is printed that was not computed by the library.
DemoClock clock = new();
ServiceCollection services = new();
services.AddSingleton<TimeProvider>(clock);
services.AddSingleton(provider => new CountingStore(ActivatorUtilities.CreateInstance<InMemorySessionStore>(provider)));
services.AddAuthStrategy()
    .AddJwt(o =>
    {
        o.Issuer = "https://quickstart.example";
        o.Audience = "quickstart";
        o.SigningKeys.Add(JwtKey.Generate("HS256"));
    })
    .AddJwt("JwtWithRefresh", o =>
    {
        o.Issuer = "https://quickstart.example";
        o.Audience = "quickstart-refresh";
        o.SigningKeys.Add(JwtKey.Generate("ES256"));
        o.RefreshTokens.Enabled = true;
        o.RequireLiveSession = true;
    })
    .AddJwt("JwtRotating", o =>
    {
        o.Issuer = "https://quickstart.example";
        o.Audience = "quickstart-rotating";
        o.RotateKeys(rotationPeriod: TimeSpan.FromDays(30), announcementPeriod: TimeSpan.FromDays(1), retirementPeriod: TimeSpan.FromHours(1));
    })
    .AddSession(o => o.IdleTimeout = TimeSpan.FromMinutes(30))
    .UseSessionStore(provider => provider.GetRequiredService<CountingStore>());

await using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
Life jwt = NewLife("Jwt");
Life session = NewLife("Session");
Life refreshing = NewLife("JwtWithRefresh");

const string Password = "correct horse battery staple";
UserTable users = new(Password);
ClaimsPrincipal? wrong = users.Check("alice", "password1");
ClaimsPrincipal alice = users.Check("alice", Password) ?? throw new InvalidOperationException("The demonstration's own password was refused.");

Screen.Title("The life of a login");
Screen.Heading("JWT: the client carries the facts", "Session: the server keeps the facts");

string check = $"alice + wrong password: {(wrong is null ? "no" : "yes")}\nalice + right password: {alice.Identity!.IsAuthenticated switch { true => "yes", false => "no" }}";
Screen.Step("1. Credentials are checked, by the application", check, check);

await jwt.LogInAsync(alice);
await session.LogInAsync(alice);
Screen.Step("2. A credential is issued", await jwt.IssuedAsync(), await session.IssuedAsync());
Screen.Step("3. The client stores it", jwt.Stored(), session.Stored());
Screen.Step("4. The client sends it with each request", jwt.Sent("Authorization: Bearer\n"), session.Sent("Cookie: __Host-session=\n"));
Screen.Step("5. It is verified", await jwt.VerifiedAsync(), await session.VerifiedAsync());
Screen.Step("6. Access is granted, or not, by the claims", await jwt.GrantedAsync(), await session.GrantedAsync());

Screen.Title("What if it is stolen?");
Screen.Step("A thief presents a copy", await jwt.PresentAsync(), await session.PresentAsync());
Screen.Step("A thief changes one character", await jwt.PresentTamperedAsync(), await session.PresentTamperedAsync());
await session.LogInAsync(alice);

Screen.Title("And if what was stolen can be refreshed?");
Screen.Heading("JWT with a refresh token", "Session");
await refreshing.LogInAsync(alice);
clock.Advance(TimeSpan.FromSeconds(31));
Screen.Step("The owner refreshes; a thief holds a copy of the old token", await refreshing.RefreshAsync(), await session.RefreshAsync());
Screen.Step("The thief uses it at once: the reuse window answers, and counts it", await refreshing.ReplayAsync(), await session.ReplayAsync());
clock.Advance(TimeSpan.FromSeconds(31));
Screen.Step("The thief uses it 31 seconds later: theft", await refreshing.ReplayAsync(), await session.ReplayAsync());
Screen.Step("Both are logged out", await refreshing.OwnerAfterTheftAsync(), await session.OwnerAfterTheftAsync());
await jwt.LogInAsync(alice);
await session.LogInAsync(alice);

Screen.Title("What happens when it expires?");
Screen.Heading("JWT", "Session");
Screen.Step(
    "One second before its end and one after (the JWT's with 10 s of clock skew)",
    await jwt.AroundExpiryAsync(TimeSpan.FromSeconds(10)),
    await session.AroundExpiryAsync(TimeSpan.Zero));
Screen.Step(
    "The session went on because it was used. After 31 minutes of silence",
    await jwt.PresentAfterAsync(TimeSpan.FromMinutes(31)),
    await session.PresentAfterAsync(TimeSpan.FromMinutes(31)));
await jwt.LogInAsync(alice);
await session.LogInAsync(alice);

Screen.Title("And if the signing key is stolen?");
KeyScene keys = new(provider.GetRequiredKeyedService<IAuthStrategy>("JwtRotating"), provider.GetRequiredKeyedService<IJwtKeyRotation>("JwtRotating"), clock);
Screen.Heading("JWT with keys that rotate", "Session: nothing is signed");
Screen.Step("A token, and the key that signed it", await keys.IssueAsync(alice), "-");
Screen.Step("A month later: another key signs, by itself", await keys.MonthLaterAsync(alice), "-");
Screen.Step("The key leaks and is removed", await keys.RemoveAsync(), "-");
await jwt.LogInAsync(alice);
await session.LogInAsync(alice);

Screen.Title("What does logout do?");
Screen.Heading("JWT", "Session");
Screen.Step("Sessions before", await jwt.SessionsAsync("user-1"), await session.SessionsAsync("user-1"));
Screen.Step("Logout", await jwt.LogOutAsync(), await session.LogOutAsync());
Screen.Step("Sessions after", await jwt.SessionsAsync("user-1"), await session.SessionsAsync("user-1"));
return 0;

Life NewLife(string name) => new(
    provider.GetRequiredKeyedService<IAuthStrategy>(name),
    provider.GetRequiredService<ISessionDirectory>(),
    provider.GetRequiredService<ISessionStore>(),
    provider.GetRequiredService<CountingStore>(),
    clock);
