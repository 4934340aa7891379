using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Jwt;

/// <summary>A strategy whose keys come from a source, and sources that misbehave.</summary>
[TestFixture]
public sealed class VerificationKeysTests
{
    private static readonly string Good = TokenForge.With("ES256").Sign();

    private static readonly JwtKey Key = JwtKey.FromJwk(ForgeKey.Of("ES256").Key.ExportPublicJwk());

    [Test]
    public async Task AuthenticateAsync_WithTheKeyOfTheSource_IsAccepted()
    {
        using Fixture app = new(new Source { Known = [Key] });

        Assert.That((await app.Strategy.AuthenticateAsync(Good)).Succeeded, Is.True);
    }

    [Test]
    public async Task AuthenticateAsync_BeforeTheKeysAreKnown_WaitsForThem()
    {
        using Fixture app = new(new Source { Loaded = [Key] });

        Assert.That((await app.Strategy.AuthenticateAsync(Good)).Succeeded, Is.True);
    }

    [Test]
    public async Task AuthenticateAsync_WithAKeyThatIsNew_AsksForIt()
    {
        using Fixture app = new(new Source { Known = [], Newer = [Key] });

        Assert.That((await app.Strategy.AuthenticateAsync(Good)).Succeeded, Is.True);
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "A-10")]
    public void AuthenticateAsync_WithASourceThatThrows_CannotTell(bool isKnown)
    {
        InvalidTimeZoneException odd = new();
        using Fixture app = new(new Source { Known = isKnown ? [] : null, Failure = odd });

        Assert.That(() => app.Strategy.AuthenticateAsync(Good).AsTask(), Throws.TypeOf<IssuerKeysException>().With.InnerException.SameAs(odd));
    }

    /// <summary>Whatever a source throws, HTTP and the log must say that the keys of the issuer are missing.</summary>
    [Test]
    [Property("Requirement", "A-10")]
    public void AuthenticateAsync_WithASourceThatCannotTell_SaysThatKeysOfTheIssuerAreMissing(
        [Values("TryGetKeys", "GetKeysAsync", "FindNewerKeysAsync")] string call, [Values("documented", "of a store", "any", "own")] string kind)
    {
        Exception thrown = kind switch
        {
            "documented" => new AuthUnavailableException("down") { RetryAfter = TimeSpan.FromSeconds(7) },
            "of a store" => new SessionStoreException("down") { RetryAfter = TimeSpan.FromSeconds(7) },
            "own" => new IssuerKeysException("down") { RetryAfter = TimeSpan.FromSeconds(7) },
            _ => new InvalidTimeZoneException(),
        };
        using Fixture app = new(new Source { Known = call == "FindNewerKeysAsync" ? [] : null, Failure = thrown, FailsAtOnce = call == "TryGetKeys" });

        IssuerKeysException exception = Assert.Throws<IssuerKeysException>(() => app.Strategy.AuthenticateAsync(Good).AsTask().GetAwaiter().GetResult())!;

        Assert.That(exception.RetryAfter, Is.EqualTo(kind == "any" ? null : (TimeSpan?)TimeSpan.FromSeconds(7)));
        Assert.That(kind == "own" ? exception : exception.InnerException, Is.SameAs(thrown));
    }

    [Test]
    [Property("Requirement", "A-10")]
    public void AuthenticateAsync_WithASourceThatKnowsNothing_Refuses()
    {
        using Fixture app = new(new Source { Known = [] });

        AuthResult result = app.Strategy.AuthenticateAsync(Good).AsTask().Result;

        Assert.That(result.Failure!.Reason, Is.EqualTo(AuthFailureReason.UnsupportedAlgorithm));
        Assert.That(result.Failure.Detail, Does.EndWith("Accepted: none, because the strategy has no key now."));
    }

    [Test]
    [Property("Requirement", "A-02")]
    public async Task AuthenticateAsync_WithASecretInTheSource_IgnoresIt()
    {
        using Fixture app = new(new Source { Known = [ForgeKey.Of("HS256").Key, Key] });

        Assert.That((await app.Strategy.AuthenticateAsync(TokenForge.With("HS256").Sign())).Succeeded, Is.False);
        Assert.That((await app.Strategy.AuthenticateAsync(Good)).Succeeded, Is.True);
    }

    [Test]
    public async Task AuthenticateAsync_WithTwoKeysOfOneId_UsesTheFirst()
    {
        using Fixture app = new(new Source { Known = [Key, JwtKey.FromJwk(JwtKey.Generate("ES256", Key.KeyId).ExportPublicJwk())] });

        Assert.That((await app.Strategy.AuthenticateAsync(Good)).Succeeded, Is.True);
    }

    [TestCase("Other", "AddJwt(\"Other\", o => …)")]
    [TestCase("jwt", "UseIssuerKeys(\"Jwt\", …)")]
    [TestCase("JTW", "UseIssuerKeys(\"Jwt\", …)")]
    public void UseJwtKeySource_ForANameThatNoStrategyHas_IsAMistake(string name, string advice)
    {
        using Fixture app = new(new Source(), name);

        Assert.That(
            () => app.Strategy.AuthenticateAsync(Good).AsTask(),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains($"The strategy of a key source is \"{name}\"; it must be the name of a JWT strategy: Jwt. Write for example {advice}."));
    }

    private sealed class Fixture : IDisposable
    {
        private readonly ServiceProvider _services;

        public Fixture(Source source, string strategy = "Jwt")
        {
            ServiceCollection services = new();
            services.AddSingleton<TimeProvider>(new FakeTimeProvider(TokenForge.Now));
            services.AddAuthStrategy().AddJwt(options =>
            {
                (options.Issuer, options.Audience) = (TokenForge.Issuer, TokenForge.Audience);
                if (strategy != "Jwt")
                    options.VerificationKeys.Add(Key);
            }).UseJwtKeySource(strategy, _ => source);
            _services = services.BuildServiceProvider();
        }

        public IAuthStrategy Strategy => _services.GetRequiredService<IAuthStrategy>();

        public void Dispose() => _services.Dispose();
    }

    private sealed class Source : IJwtKeySource
    {
        public IReadOnlyList<JwtKey>? Known { get; init; }

        public IReadOnlyList<JwtKey> Loaded { get; init; } = [];

        public IReadOnlyList<JwtKey>? Newer { get; init; }

        public Exception? Failure { get; init; }

        public bool FailsAtOnce { get; init; }

        public bool TryGetKeys(DateTimeOffset now, [NotNullWhen(true)] out IReadOnlyList<JwtKey>? keys) => FailsAtOnce ? throw Failure! : (keys = Known) is not null;

        public ValueTask<IReadOnlyList<JwtKey>> GetKeysAsync(DateTimeOffset now, CancellationToken cancellationToken) => Failure is null ? new(Loaded) : throw Failure;

        public async ValueTask<IReadOnlyList<JwtKey>?> FindNewerKeysAsync(DateTimeOffset now, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return Failure is null ? Newer : throw Failure;
        }
    }
}
