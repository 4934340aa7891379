using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Redis.Tests;

/// <summary>Keys come into a Redis with protection: from a file, and from the same Redis without it.</summary>
[TestFixture]
[Property("Requirement", "F-33")]
public sealed class RedisKeyMoveTests
{
    private string _prefix = "";
    private string _endPoints = "";

    [SetUp]
    public async Task SetUp() => (_prefix, _endPoints) = (Backends.NewPrefix(), await Backends.EndPointsAsync(Backend.Redis));

    [Test]
    public Task MoveJwtKeysFrom_File_LogsNoUserOut() => KeyMoveScenario.MoveFromFileAsync(Use, DumpAsync);

    [Test]
    public Task ProtectStoredJwtKeys_InPlace_LogsNoUserOut() => KeyMoveScenario.ProtectInPlaceAsync(Use, DumpAsync);

    [TestCase(false, false, "The address of UseRedisJwtKeyStore is not set; it must be set here, or with UseRedis if the sessions are in the same Redis. Write for example UseRedisJwtKeyStore(o => o.Configuration = \"localhost:6379\").")]
    [TestCase(true, false, "The address of UseRedisJwtKeyStore is not set")]
    [TestCase(false, true, "UseRedisJwtKeyStore: RedisStoreOptions.KeyPrefix is")]
    public void UseRedisJwtKeyStore_Mistake_NamesTheKeyStore(bool hasOwnOptions, bool hasPrefixMistake, string expected)
    {
        ServiceCollection services = new();
        IAuthStrategyBuilder builder = services.AddAuthStrategy().AddSession();
        if (hasPrefixMistake)
            builder.UseRedisJwtKeyStore(o => (o.Configuration, o.KeyPrefix) = ("localhost:6379", "{}"));
        else if (hasOwnOptions)
            builder.UseRedisJwtKeyStore(_ => { });
        else
            builder.UseRedisJwtKeyStore();
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(
            () => provider.GetRequiredService<IAuthStrategy>().AuthenticateAsync("x").AsTask(),
            Throws.TypeOf<OptionsValidationException>().With.Message.StartsWith(expected));
    }

    [Test]
    public async Task UseRedisJwtKeyStore_BesideUseRedisWithAMistake_ReportsItOnceForTheSessions()
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddAuthStrategy().AddSession().UseRedis(_ => { }).UseRedisJwtKeyStore();
        await using ServiceProvider provider = services.BuildServiceProvider();

        OptionsValidationException mistakes = (await Assert.ThrowsAsync<OptionsValidationException>(async () => await provider.GetRequiredService<IAuthStrategy>().AuthenticateAsync("x")))!;

        Assert.That(mistakes.Failures.Single(), Does.StartWith("RedisStoreOptions.Configuration is not set"));
    }

    /// <summary>A hosted service may need the strategy, whose options are being checked.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public async Task UseRedisJwtKeyStore_Mistake_CreatesNoHostedService(bool hasSessions)
    {
        int created = 0;
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton<IHostedService>(_ => throw new InvalidOperationException($"created {++created}"));
        IAuthStrategyBuilder builder = services.AddAuthStrategy().AddSession();
        _ = hasSessions ? builder.UseRedisJwtKeyStore().UseRedis(_ => { }) : builder.UseRedisJwtKeyStore();
        await using ServiceProvider provider = services.BuildServiceProvider();

        OptionsValidationException mistakes = (await Assert.ThrowsAsync<OptionsValidationException>(async () => await provider.GetRequiredService<IAuthStrategy>().AuthenticateAsync("x")))!;

        Assert.That(mistakes.Failures.Single(), Does.StartWith(hasSessions ? "RedisStoreOptions.Configuration is not set" : "The address of UseRedisJwtKeyStore is not set"));
        Assert.That(created, Is.Zero);
    }

    private void Use(IAuthStrategyBuilder builder) => builder.UseRedisJwtKeyStore(o => (o.Configuration, o.KeyPrefix, o.OperationTimeout) = (_endPoints, _prefix, TimeLimits.Generous));

    private async Task<byte[]> DumpAsync()
    {
        await using RedisJwtKeyStore store = new(Options.Create(new RedisStoreOptions { Configuration = _endPoints, KeyPrefix = _prefix, OperationTimeout = TimeLimits.Generous }), TimeProvider.System);
        return (await store.LoadAsync("Jwt", default))!.Content.ToArray();
    }
}
