using System.Security.Claims;
using AuthStrategies;
using Microsoft.Extensions.DependencyInjection;
using QuickStart;

// Both strategies from login to logout, side by side. Every printed answer comes from the library.
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
    .UseDPoP()
    .UseSessionStore(provider => provider.GetRequiredService<CountingStore>());

await using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
Life jwt = NewLife("Jwt");
Life session = NewLife("Session");

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

Screen.Title("And if the copy is used beside the owner?");
Screen.Heading("JWT with a refresh token", "Session in a cookie");
IAuthStrategy refreshing = provider.GetRequiredKeyedService<IAuthStrategy>("JwtWithRefresh");
IAuthStrategy cookies = provider.GetRequiredKeyedService<IAuthStrategy>("Session");
CopyScene tokenCopy = new(refreshing, CopyScene.RefreshToken(refreshing));
CopyScene cookieCopy = new(cookies, CopyScene.Cookie((ICookieRotation)cookies));
await tokenCopy.LogInAsync(alice);
await cookieCopy.LogInAsync(alice);
TimeSpan sixteenMinutes = TimeSpan.FromMinutes(16);
clock.Advance(sixteenMinutes);
Screen.Step("16 minutes later, the owner goes on: the credential rotates", await tokenCopy.OwnerAsync(), await cookieCopy.OwnerAsync());
Screen.Step("The owner uses the new one, and the copy has fallen behind", await tokenCopy.OwnerAsync(), await cookieCopy.OwnerAsync());
clock.Advance(sixteenMinutes);
Screen.Step("16 minutes later, the copy is used: accepted, with a warning in the log", await tokenCopy.CopyAsync(), await cookieCopy.CopyAsync());
Screen.Step("The copy goes on", await tokenCopy.CopyAsync(), await cookieCopy.CopyAsync());
clock.Advance(sixteenMinutes);
Screen.Step("16 minutes later, the owner goes on: two clients use one session, so it ends", await tokenCopy.OwnerAsync(), await cookieCopy.OwnerAsync());
Screen.Step("It has ended for the copy too", await tokenCopy.CopyAsync(), await cookieCopy.CopyAsync());

Screen.Title("And if it is bound to a key of its client?");
Screen.Heading("JWT", "Session token");
DPoPProofVerifier verifier = provider.GetRequiredService<DPoPProofVerifier>();
using ProofScene boundToken = new(provider.GetRequiredKeyedService<IAuthStrategy>("Jwt"), verifier, clock);
using ProofScene boundSession = new(cookies, verifier, clock);
Screen.Step("The client logs in with a proof of its key (DPoP)", await boundToken.LogInAsync(alice), await boundSession.LogInAsync(alice));
Screen.Step("Each request has a new proof", await boundToken.OwnerAsync(), await boundSession.OwnerAsync());
Screen.Step("A thief has the credential, and not the key", await boundToken.ThiefAsync(), await boundSession.ThiefAsync());

Screen.Title("And if an answer is lost?");
Screen.Heading("JWT with a refresh token", "Session in a cookie");
await tokenCopy.LogInAsync(alice);
await cookieCopy.LogInAsync(alice);
clock.Advance(sixteenMinutes);
Screen.Step("The answer with the new credential gets lost", await tokenCopy.LoseAnswerAsync(), await cookieCopy.LoseAnswerAsync());
Screen.Step("The client tries again at once", await tokenCopy.OwnerAsync(), await cookieCopy.OwnerAsync());
clock.Advance(TimeSpan.FromSeconds(31));
Screen.Step("And 31 seconds later: no one has used the lost one", await tokenCopy.OwnerAsync(), await cookieCopy.OwnerAsync());
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
await jwt.LogInAsync(alice);
await session.LogInAsync(alice);
string elsewhere = await session.LogOutElsewhereAsync("user-1");
Screen.Step("The user logs out on another device", await jwt.PresentAsync(), elsewhere);
return 0;

Life NewLife(string name) => new(
    provider.GetRequiredKeyedService<IAuthStrategy>(name),
    provider.GetRequiredService<ISessionDirectory>(),
    provider.GetRequiredService<ISessionStore>(),
    provider.GetRequiredService<CountingStore>(),
    clock);
