using System.Runtime.CompilerServices;
using AuthStrategies.EntityFrameworkCore;
using AuthStrategies.Redis;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.AspNetCore.Tests.Approved;

/// <summary>One mistake as an application would write it.</summary>
/// <param name="Method">The method whose argument it is.</param>
/// <param name="Typed">The code, or the setting.</param>
/// <param name="Register">Registers an application with it.</param>
internal sealed record OptionMistake(string Method, string Typed, Action<IServiceCollection> Register)
{
    // A fixed secret, so that key ids in the texts stay the same.
    private const string Secret = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    /// <summary>What is printed for something legal.</summary>
    public const string None = "(nothing: the application starts)";

    public static DateTimeOffset LastDay { get; } = new(2027, 1, 31, 0, 0, 0, TimeSpan.Zero);

    public static JwtKey Key { get; } = JwtKey.FromBase64(Secret, "HS256");

    public static OptionMistake OfSession(Action<SessionStrategyOptions> o, [CallerArgumentExpression(nameof(o))] string typed = "") =>
        new("AddSession", typed, services => services.AddAuthStrategy().AddSession(o));

    public static OptionMistake OfJwt(Action<JwtStrategyOptions> o, [CallerArgumentExpression(nameof(o))] string typed = "") =>
        new("AddJwt", typed, services => services.AddAuthStrategy().AddJwt(options =>
        {
            Good(options);
            o(options);
        }));

    public static OptionMistake OfRefresh(Action<JwtStrategyOptions> o, [CallerArgumentExpression(nameof(o))] string typed = "") =>
        new("AddJwt with RefreshTokens.Enabled", typed, OfJwt(options =>
        {
            options.RefreshTokens.Enabled = true;
            o(options);
        }).Register);

    public static OptionMistake OfRotation(Action<JwtStrategyOptions> o, [CallerArgumentExpression(nameof(o))] string typed = "") =>
        new("AddJwt with RotateKeys", typed, OfJwt(options =>
        {
            options.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(25));
            o(options);
        }).Register);

    public static OptionMistake OfHttp(Action<AuthHttpOptions> o, [CallerArgumentExpression(nameof(o))] string typed = "") =>
        new("UseAspNetCore", typed, services => services.AddAuthStrategy().AddSession().AddJwt(Good).UseAspNetCore(o));

    public static OptionMistake OfMemory(Action<InMemorySessionStoreOptions> o, [CallerArgumentExpression(nameof(o))] string typed = "") =>
        new("UseInMemorySessionStore", typed, services => services.AddAuthStrategy().AddSession().UseInMemorySessionStore(o));

    public static OptionMistake OfCalls(Action<SessionStoreCallOptions> o, [CallerArgumentExpression(nameof(o))] string typed = "") =>
        new("LimitSessionStoreCalls", typed, services => services.AddAuthStrategy().AddSession().LimitSessionStoreCalls(o));

    public static OptionMistake OfEvents(Action<AuthEventOptions> o, [CallerArgumentExpression(nameof(o))] string typed = "") =>
        new("Configure<AuthEventOptions>", typed, services =>
        {
            services.AddAuthStrategy().AddSession();
            services.Configure(o);
        });

    public static OptionMistake OfNear(Action<NearCacheOptions> o, [CallerArgumentExpression(nameof(o))] string typed = "") =>
        new("UseNearCache", typed, services => services.AddAuthStrategy().AddSession().UseNearCache(o));

    public static OptionMistake OfDeviceBinding(Action<DeviceBindingOptions> o, [CallerArgumentExpression(nameof(o))] string typed = "") =>
        new("UseDeviceBinding", typed, services => services.AddAuthStrategy().AddSession().UseDeviceBinding(o));

    public static OptionMistake OfFormer(Action<AcceptedCookieOptions> o, [CallerArgumentExpression(nameof(o))] string typed = "") =>
        new("AcceptCookies(\"Cookies\")", typed, services =>
        {
            services.AddAuthentication().AddCookie();
            services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero)));
            services.AddAuthStrategy().AddSession().AcceptCookies("Cookies", options =>
            {
                options.Until = LastDay;
                o(options);
            });
        });

    public static OptionMistake OfDPoP(Action<DPoPOptions> o, [CallerArgumentExpression(nameof(o))] string typed = "") =>
        new("UseDPoP", typed, services => services.AddAuthStrategy().AddSession().UseDPoP(o));

    public static OptionMistake OfRedis(Action<RedisStoreOptions> o, [CallerArgumentExpression(nameof(o))] string typed = "") =>
        new("UseRedis", typed, services => services.AddAuthStrategy().AddSession().UseRedis(options =>
        {
            (options.Configuration, options.KeyPrefix) = ("localhost:6379", "shop");
            o(options);
        }));

    public static OptionMistake OfDatabase(Action<EntityFrameworkSessionStoreOptions> o, [CallerArgumentExpression(nameof(o))] string typed = "") =>
        new("UseEntityFramework", typed, services => services.AddAuthStrategy().AddSession().UseEntityFramework(options => options.UseSqlite("Data Source=sessions.db"), o));

    public static OptionMistake OfHubs(Action<SessionRevalidationOptions> o, [CallerArgumentExpression(nameof(o))] string typed = "") =>
        new("AddSessionRevalidation", typed, services =>
        {
            services.AddAuthStrategy().AddSession().UseAspNetCore();
            services.AddSignalR().AddSessionRevalidation(o);
        });

    /// <summary>A key that cannot be made.</summary>
    public static OptionMistake OfKey(Func<JwtKey> key, [CallerArgumentExpression(nameof(key))] string typed = "") =>
        new("JwtKey", typed.Replace("() => ", "", StringComparison.Ordinal), services => services.AddSingleton(key()));

    /// <summary>Anything else that is registered.</summary>
    public static OptionMistake OfServices(Action<IServiceCollection> services, [CallerArgumentExpression(nameof(services))] string typed = "") => new("services", typed, services);

    /// <summary>Settings of the section Auth; the first names the strategy.</summary>
    public static OptionMistake OfJson(params (string Name, string? Value)[] settings) => new(
        "AddAuthStrategy(configuration.GetSection(\"Auth\"))",
        string.Join(", ", settings.Select(setting => $"\"{setting.Name}\": {(setting.Value is null ? "null" : $"\"{setting.Value}\"")}")),
        services => services.AddAuthStrategy(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Auth:{setting.Name}", setting.Value))).Build().GetSection("Auth")));

    /// <summary>What the application prints when it starts, without the folder of this machine.</summary>
    public IReadOnlyList<string> Print() => [.. Start().Select(line => line.Replace(Environment.CurrentDirectory, "/shop", StringComparison.Ordinal))];

    private IReadOnlyList<string> Start()
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton<IHostEnvironment>(new TestEnvironment());
        try
        {
            Register(services);
            using ServiceProvider provider = services.BuildServiceProvider();
            provider.GetService<IStartupValidator>()?.Validate();
            return [None];
        }
        catch (OptionsValidationException exception)
        {
            return [.. exception.Failures];
        }
        catch (AggregateException exception)
        {
            return [.. exception.InnerExceptions.SelectMany(inner => inner is OptionsValidationException options ? options.Failures : [inner.Message]).Distinct()];
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return [$"{exception.GetType().Name}: {exception.Message}"];
        }
    }

    public static void Good(JwtStrategyOptions options)
    {
        (options.Issuer, options.Audience) = ("https://issuer.example", "web");
        options.SigningKeys.Add(Key);
    }

    private sealed class TestEnvironment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Production";

        public string ApplicationName { get; set; } = "Shop";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
