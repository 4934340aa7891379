using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tasks.Tests.Migration;

/// <summary>docs/migration/from-jsonwebtoken.md: what the options become, and what is refused.</summary>
[TestFixture]
public sealed class JsonWebTokenTests
{
    private const string Secret = "a secret of more than thirty-two bytes";

    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly long Seconds = Now.ToUnixTimeSeconds();

    [Test]
    public async Task Sign_WithAllOptions_WritesThem()
    {
        await using ServiceProvider provider = Application();

        string text = await JsonWebToken.SignAsync(provider.GetRequiredService<IAuthStrategy>(), Now);

        Assert.That(UnverifiedJwt.TryRead(text, out UnverifiedJwt? token), Is.True);
        string header = Decode(text.Split('.')[0]);
        string payload = Decode(text.Split('.')[1]);
        Assert.That(token, Is.Not.Null);
        Assert.That(header, Does.Contain("\"ver\":\"2\"").And.Contain("\"alg\":\"ES256\""));
        Assert.That(payload, Does.Contain($"\"nbf\":{Seconds}").And.Contain($"\"exp\":{Seconds + 900}").And.Contain("\"jti\":\"order-7\"").And.Contain("\"aud\":\"web\"").And.Contain("\"role\":\"admin\""));
    }

    [TestCase(0, "Alice")]
    [TestCase(16, "refresh")]
    [TestCase(-1, "later")]
    public async Task Verify_AtATime_SaysWhatToDo(int minutes, string expected)
    {
        FakeTimeProvider time = new(Now);
        await using ServiceProvider provider = Application(time);
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        string token = await JsonWebToken.SignAsync(strategy, Now);
        time.AdjustTime(Now.AddMinutes(minutes));

        Assert.That(await JsonWebToken.VerifyAsync(strategy, minutes < 0 ? await LaterAsync(strategy) : token), Is.EqualTo(expected));
    }

    [TestCase("\"iss\":\"https://old.example\",\"aud\":\"web\",\"sub\":\"alice\",\"exp\":{exp}", null)]
    [TestCase("\"iss\":\"https://old.example\",\"aud\":[\"web\",\"mobile\"],\"sub\":\"alice\",\"exp\":{exp}", null)]
    [TestCase("\"iss\":\"https://old.example\",\"aud\":\"web\",\"sub\":\"alice\"", AuthFailureReason.MissingClaim)]
    [TestCase("\"aud\":\"web\",\"sub\":\"alice\",\"exp\":{exp}", AuthFailureReason.MissingClaim)]
    [TestCase("\"iss\":\"https://old.example\",\"sub\":\"alice\",\"exp\":{exp}", AuthFailureReason.MissingClaim)]
    [TestCase("\"iss\":\"https://old.example\",\"aud\":\"web\",\"id\":7,\"exp\":{exp}", AuthFailureReason.MissingClaim)]
    [TestCase("\"iss\":\"https://old.example\",\"aud\":\"web\",\"sub\":\"alice\",\"exp\":\"{exp}\"", AuthFailureReason.Malformed)]
    [TestCase("\"iss\":\"https://old.example\",\"aud\":\"web\",\"sub\":\"alice\",\"sub\":\"bob\",\"exp\":{exp}", AuthFailureReason.Malformed)]
    public async Task FormerToken_WithClaims_IsAcceptedOrRefused(string claims, AuthFailureReason? expected)
    {
        await using ServiceProvider provider = Application();
        string payload = "{" + claims.Replace("{exp}", $"{Seconds + 600}", StringComparison.Ordinal) + "}";

        AuthResult result = await provider.GetRequiredKeyedService<IAuthStrategy>("Former").AuthenticateAsync(Sign("""{"alg":"HS256","typ":"JWT"}""", payload));

        Assert.That(result.Failure?.Reason, Is.EqualTo(expected));
    }

    [TestCase("""{"alg":"none","typ":"JWT"}""")]
    [TestCase("""{"alg":"HS512","typ":"JWT"}""")]
    [TestCase("""{"alg":"HS256","typ":"JWT","crit":["b64"],"b64":false}""")]
    public async Task FormerToken_WithAHeader_IsRefused(string header)
    {
        await using ServiceProvider provider = Application();
        string payload = $$"""{"iss":"https://old.example","aud":"web","sub":"alice","exp":{{Seconds + 600}}}""";

        AuthResult result = await provider.GetRequiredKeyedService<IAuthStrategy>("Former").AuthenticateAsync(Sign(header, payload));

        Assert.That(result.Succeeded, Is.False);
    }

    [Test]
    public void Secret_TooShort_IsRefused() =>
        Assert.That(() => JwtKey.FromSecret("shhhhh"u8, "HS256"), Throws.ArgumentException);

    private static async Task<string> LaterAsync(IAuthStrategy strategy) => await JsonWebToken.SignAsync(strategy, Now.AddMinutes(5));

    private static ServiceProvider Application(TimeProvider? time = null)
    {
        ServiceCollection services = new();
        services.AddLogging().AddSingleton(time ?? new FakeTimeProvider(Now));
        JsonWebToken.Add(services, ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem());
        JsonWebToken.AcceptFormerTokens(services.AddAuthStrategy(), Secret);
        return services.BuildServiceProvider();
    }

    private static string Sign(string header, string payload)
    {
        string content = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(payload))}";
        return $"{content}.{Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(content)))}";
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private static string Decode(string part) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part));
}
