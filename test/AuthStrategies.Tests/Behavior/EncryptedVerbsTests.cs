using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Jwt.Encryption;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Behavior;

/// <summary>Every verb takes encrypted tokens, and the keys come from configuration like the others.</summary>
public sealed class EncryptedVerbsTests
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Auth:Strategy"] = "Jwt",
        ["Auth:Jwt:Issuer"] = TokenForge.Issuer,
        ["Auth:Jwt:Audience"] = TokenForge.Audience,
        ["Auth:Jwt:SigningKeys:0:Algorithm"] = "HS256",
        ["Auth:Jwt:SigningKeys:0:KeyId"] = "key-HS256",
        ["Auth:Jwt:SigningKeys:0:Secret"] = Convert.ToBase64String(ForgeKey.Of("HS256").Secret),
        ["Auth:Jwt:EncryptionKey:Algorithm"] = "A256CBC-HS512",
        ["Auth:Jwt:EncryptionKey:KeyId"] = JweForge.KeyId,
        ["Auth:Jwt:EncryptionKey:Secret"] = Convert.ToBase64String(JweForge.Secret),
    };

    private static Dictionary<string, string?> With(params (string Key, string? Value)[] changes)
    {
        Dictionary<string, string?> settings = new(Settings);
        foreach ((string key, string? value) in changes)
            settings["Auth:Jwt:" + key] = value;
        return settings;
    }

    private static ServiceProvider Build(IConfiguration configuration, TimeProvider? time = null)
    {
        ServiceCollection services = new();
        services.AddSingleton(time ?? new FakeTimeProvider(TokenForge.Now));
        services.AddAuthStrategy(configuration.GetSection("Auth"));
        return services.BuildServiceProvider();
    }

    private static IConfigurationRoot Configure(Dictionary<string, string?> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

    [Test]
    public async Task Configuration_EncryptionKey_Encrypts()
    {
        await using ServiceProvider provider = Build(Configure(Settings));
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();

        IssuedCredential issued = await strategy.IssueAsync(JweFixture.Alice);

        Assert.That(JweForge.Open(issued.Value), Is.Not.Null);
        Assert.That((await strategy.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
        Assert.That(issued.ToString(), Does.Not.Contain(issued.Value[^20..]));
    }

    [Test]
    public async Task Configuration_DecryptionKeys_Open()
    {
        Dictionary<string, string?> settings = With(
            ("EncryptionKey:KeyId", null), ("EncryptionKey:Secret", Convert.ToBase64String(JweForge.OtherSecret)),
            ("DecryptionKeys:0:Algorithm", "A256CBC-HS512"), ("DecryptionKeys:0:KeyId", JweForge.KeyId), ("DecryptionKeys:0:Secret", Convert.ToBase64String(JweForge.Secret)));
        await using ServiceProvider provider = Build(Configure(settings));

        AuthResult result = await provider.GetRequiredService<IAuthStrategy>().AuthenticateAsync(JweForge.Good.Seal());

        Assert.That(result.Failure, Is.Null);
    }

    [TestCase("EncryptionKey:Secret", "c2hvcnQ=", "exactly 64", TestName = "Configuration_ShortSecret_IsAMistake")]
    [TestCase("EncryptionKey:Algorithm", "HS512", "must be a key for A256CBC-HS512", TestName = "Configuration_AlgorithmThatSigns_IsAMistake")]
    [TestCase("EncryptionKey:Algorithm", null, "Algorithm", TestName = "Configuration_NoAlgorithm_IsAMistake")]
    [TestCase("EncryptionKey:Secret", null, "exactly one source", TestName = "Configuration_NoSecret_IsAMistake")]
    [TestCase("EncryptionKey:Typo", "1", "Typo", TestName = "Configuration_UnknownMember_IsAMistake")]
    [TestCase("EncryptionKey", "secret", "single value", TestName = "Configuration_SingleValue_IsAMistake")]
    [TestCase("EncryptionKey", "", "single value", TestName = "Configuration_EmptyValue_IsAMistake")]
    [TestCase("DecryptionKeys", "secret", "single value", TestName = "Configuration_SingleValueForAList_IsAMistake")]
    [TestCase("DecryptionKeys:0:Secret", "c2hvcnQ=", "DecryptionKeys:0", TestName = "Configuration_BadDecryptionKey_IsAMistake")]
    public async Task Configuration_Wrong_IsAMistakeWithASentence(string key, string? value, string said)
    {
        await using ServiceProvider provider = Build(Configure(With((key, value))));

        OptionsValidationException mistake = (await Assert.CatchAsync<OptionsValidationException>(async () => await provider.GetRequiredService<IAuthStrategy>().AuthenticateAsync("a.b.c")))!;

        Assert.That(mistake.Failures, Has.Some.Contains(said).And.Some.Contains(key.Split(':')[0]));
        Assert.That(mistake.Message, Does.Not.Contain(Settings["Auth:Jwt:EncryptionKey:Secret"]!));
    }

    [Test]
    [Property("Requirement", "K-03")]
    public async Task Reload_DecryptionKeyRemoved_StopsAtOnceEvenIfTheTokenWasCached()
    {
        IConfigurationRoot configuration = Configure(Settings);
        await using ServiceProvider provider = Build(configuration);
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        string token = (await strategy.IssueAsync(JweFixture.Alice)).Value;
        for (int i = 0; i < 3; i++)
            Assert.That((await strategy.AuthenticateAsync(token)).Succeeded, Is.True);

        configuration["Auth:Jwt:EncryptionKey:KeyId"] = null;
        configuration["Auth:Jwt:EncryptionKey:Secret"] = Convert.ToBase64String(JweForge.OtherSecret);
        configuration.Reload();

        Assert.That((await strategy.AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.Undecryptable));
    }

    [Test]
    public async Task RefreshTokens_Encrypted_LiveAWholeLife()
    {
        FakeTimeProvider time = new(TokenForge.Now);
        await using ServiceProvider provider = Build(Configure(With(("RefreshTokens:Enabled", "true"), ("RequireLiveSession", "true"))), time);
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        IssuedCredential issued = await strategy.IssueAsync(JweFixture.Alice);
        time.Advance(TimeSpan.FromMinutes(20));

        RefreshResult refreshed = await strategy.RefreshAsync(issued.RefreshToken!);
        AuthResult expired = await strategy.AuthenticateAsync(issued.Value);
        AuthResult fresh = await strategy.AuthenticateAsync(refreshed.Credential!.Value);
        RevokeOutcome ended = await strategy.RevokeAsync(issued.Value);
        AuthResult after = await strategy.AuthenticateAsync(refreshed.Credential.Value);

        Assert.That(issued.RefreshToken, Has.Length.EqualTo(64));
        Assert.That(expired.Failure?.Reason, Is.EqualTo(AuthFailureReason.Expired));
        Assert.That((fresh.Succeeded, fresh.SessionId), Is.EqualTo((true, issued.SessionId)));
        Assert.That(ended, Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That(after.Failure?.Reason, Is.EqualTo(AuthFailureReason.Revoked));
    }

    [Test]
    [Property("Requirement", "T-13")]
    public async Task RevokeAsync_ForgedUnderTheRightEncryption_EndsNothing()
    {
        await using ServiceProvider provider = Build(Configure(With(("RefreshTokens:Enabled", "true"), ("RequireLiveSession", "true"))));
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        IssuedCredential issued = await strategy.IssueAsync(JweFixture.Alice);
        string signed = JweForge.Open(issued.Value)!;
        string forged = JweForge.Around(signed[..signed.LastIndexOf('.')] + "." + TokenForge.Part(new byte[32])).Seal();

        RevokeOutcome outcome = await strategy.RevokeAsync(forged);

        Assert.That(outcome, Is.EqualTo(RevokeOutcome.NotFound));
        Assert.That((await strategy.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
    }

    [Test]
    public async Task IssueAsync_ReplacesAnEncryptedToken_EndsItsSession()
    {
        await using ServiceProvider provider = Build(Configure(With(("RefreshTokens:Enabled", "true"), ("RequireLiveSession", "true"))));
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        IssuedCredential old = await strategy.IssueAsync(JweFixture.Alice);

        IssuedCredential next = await strategy.IssueAsync(JweFixture.Alice, new() { Replaces = old.Value });

        Assert.That((await strategy.AuthenticateAsync(old.Value)).Failure?.Reason, Is.EqualTo(AuthFailureReason.Revoked));
        Assert.That((await strategy.AuthenticateAsync(next.Value)).Succeeded, Is.True);
    }

    [Test]
    public async Task RevokeAndRefresh_StatelessAndEncrypted_AnswerAsForAnyToken()
    {
        await using ServiceProvider provider = Build(Configure(Settings));
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        string token = (await strategy.IssueAsync(JweFixture.Alice)).Value;

        Assert.That(await strategy.RevokeAsync(token), Is.EqualTo(RevokeOutcome.NotSupported));
        Assert.That((await strategy.RefreshAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.NotSupported));
    }
}
