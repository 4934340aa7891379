using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests.Registration;

/// <summary>Sessions and keys that exist in one process only: a warning at start in Production, once, unless the application chose it.</summary>
[TestFixture]
public sealed class ProductionCheckTests
{
    private const string SharedSecret = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private static IEnumerable<TestCaseData<Action<IAuthStrategyBuilder>, int[]>> Rows()
    {
        yield return Row("Sessions", b => b.AddSession(), 27);
        yield return Row("SessionsChosen", b => b.AddSession().UseInMemorySessionStore(_ => { }));
        yield return Row("SessionsOfAnotherStore", b => b.AddSession().UseSessionStore<MyStore>());
        yield return Row("SessionsWithANearCache", b => b.AddSession().UseNearCache(), 27);
        yield return Row("StatelessJwt", b => b.AddJwt(o => Jwt(o)));
        yield return Row("RefreshTokens", b => b.AddJwt(o => Jwt(o).RefreshTokens.Enabled = true), 27);
        yield return Row("TwoStrategies", b => b.AddSession().AddSession("Admin"), 27);
        yield return Row("GeneratedKey", b => b.AddJwt(o => { Jwt(o); o.SigningKeys.Insert(0, JwtKey.Generate("ES256")); }), 29);
        yield return Row("GeneratedVerificationKey", b => b.AddJwt(o => { Jwt(o); o.VerificationKeys.Add(JwtKey.FromJwk(JwtKey.Generate("ES256").ExportPublicJwk())); }));
        yield return Row("RotatingKeys", b => b.AddJwt(o => Rotate(o)), 28);
        yield return Row("RotatingKeysOfTwoStrategies", b => b.AddJwt(o => Rotate(o)).AddJwt("Api", o => Rotate(o)), 28, 28);
        yield return Row("RotatingKeysChosen", b => b.AddJwt(o => Rotate(o)).UseJwtKeyStore<InMemoryJwtKeyStore>());
        yield return Row("RotatingKeysInAFile", b => b.AddJwt(o => Rotate(o)).UseFileJwtKeyStore("keys.json"));
        yield return Row("RotatingKeysAndSessions", b => b.AddSession().AddJwt(o => Rotate(o)), 27, 28);
    }

    [TestCaseSource(nameof(Rows))]
    public async Task Start_InProduction(Action<IAuthStrategyBuilder> strategies, int[] warnings)
    {
        foreach (string environment in new[] { "Production", "Development", "Staging" })
        {
            using LogCapture log = new();
            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = environment });
            builder.Logging.AddProvider(log);
            strategies(builder.Services.AddAuthStrategy());
            using IHost host = builder.Build();

            await host.StartAsync();
            await host.StopAsync();

            Assert.That(log.Ids.Where(id => id is >= 27 and <= 29), Is.EqualTo(environment == "Production" ? warnings : []), environment);
        }
    }

    private static TestCaseData<Action<IAuthStrategyBuilder>, int[]> Row(string name, Action<IAuthStrategyBuilder> strategies, params int[] warnings) =>
        new(strategies, warnings) { TestName = $"Start_{name}_{(warnings.Length == 0 ? "IsSilent" : "WarnsInProduction")}" };

    private static JwtStrategyOptions Jwt(JwtStrategyOptions options)
    {
        (options.Issuer, options.Audience) = ("https://issuer.example", "tests");
        options.SigningKeys.Add(JwtKey.FromBase64(SharedSecret, "HS256"));
        return options;
    }

    private static void Rotate(JwtStrategyOptions options)
    {
        (options.Issuer, options.Audience) = ("https://issuer.example", "tests");
        options.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(25));
    }
}
