using AuthStrategies.DPoP;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.DPoP;

[TestFixture]
public sealed class DPoPOptionsValidatorTests
{
    private static IEnumerable<TestCaseData> Mistakes =>
    [
        Row("MaxProofAge", "DPoPOptions.MaxProofAge is 00:00:11", o => o.MaxProofAge = TimeSpan.FromSeconds(11)),
        Row("MaxProofAgeZero", "DPoPOptions.MaxProofAge is 00:00:00", o => o.MaxProofAge = TimeSpan.Zero),
        Row("NonceLifetimeShort", "DPoPOptions.NonceLifetime is 00:00:09", o => o.NonceLifetime = TimeSpan.FromSeconds(9)),
        Row("NonceLifetimeLong", "DPoPOptions.NonceLifetime is 02:00:00", o => o.NonceLifetime = TimeSpan.FromHours(2)),
        Row("MaxReplayBytesSmall", "DPoPOptions.MaxReplayBytes is 65535", o => o.MaxReplayBytes = 65535),
        Row("MaxReplayBytesLarge", "DPoPOptions.MaxReplayBytes is 1073741825", o => o.MaxReplayBytes = 1073741825),
        Row("NoAlgorithm", "DPoPOptions.Algorithms is empty", o => o.Algorithms.Clear()),
        Row("SymmetricAlgorithm", "DPoPOptions.Algorithms is a list with \"HS256\"", o => o.Algorithms.Add("HS256")),
        Row("AlgorithmNone", "DPoPOptions.Algorithms is a list with \"none\"", o => o.Algorithms.Add("none")),
        Row("MisspelledAlgorithm", "Write for example \"ES384\"", o => o.Algorithms.Add("ES-384")),
        Row("NullAlgorithm", "DPoPOptions.Algorithms is a list with null", o => o.Algorithms.Add(null!)),
    ];

    [TestCaseSource(nameof(Mistakes))]
    public void Validate_IllegalValue_IsNamed(string expected, Action<DPoPOptions> configure)
    {
        DPoPOptions options = new();
        configure(options);

        Assert.That(new DPoPOptionsValidator().Validate(null, options).FailureMessage, Does.Contain(expected));
        Assert.That(() => new DPoPProofVerifier(options), Throws.ArgumentException.With.Message.Contains(expected));
    }

    [Test]
    public void Validate_Defaults_AreLegal() => Assert.That(new DPoPOptionsValidator().Validate(null, new()).Succeeded, Is.True);

    [Test]
    public void UseDPoP_WrongOption_IsReportedAtStart()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddSession().UseDPoP(options => options.MaxProofAge = TimeSpan.Zero);
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(() => provider.GetRequiredService<IStartupValidator>().Validate(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("DPoPOptions.MaxProofAge"));
    }

    [Test]
    public async Task UseDPoP_SharedReplays_UsesTheSessionStore()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddSession().UseSessionStore(_ => new SpyRecordStore()).UseDPoP(options => options.ShareReplays = true);
        services.AddSingleton<TimeProvider>(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(ProofForge.Now));
        await using ServiceProvider provider = services.BuildServiceProvider();

        DPoPProofResult result = await provider.GetRequiredService<DPoPProofVerifier>().VerifyAsync(ProofFixture.Request(ProofForge.Good.Sign()));

        Assert.That(result.Succeeded, Is.True);
        Assert.That(((SpyRecordStore)provider.GetRequiredService<ISessionStore>()).SystemRecords, Has.Count.EqualTo(1));
    }

    private static TestCaseData Row(string name, string expected, Action<DPoPOptions> configure) => new TestCaseData(expected, configure).SetArgDisplayNames(name);
}
