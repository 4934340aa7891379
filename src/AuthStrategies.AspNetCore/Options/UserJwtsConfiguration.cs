using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Options;

/// <summary>
/// Sets up a strategy that verifies the tokens of the tool <c>dotnet user-jwts</c>, from the settings and the user secrets that the tool
/// writes. In Development only. Thread-safe.
/// </summary>
internal sealed class UserJwtsConfiguration(string name, string scheme, IConfiguration configuration, IHostEnvironment environment, ILogger<UserJwtsConfiguration> logger)
    : IConfigureNamedOptions<JwtStrategyOptions>, IValidateOptions<JwtStrategyOptions>, IOptionsChangeTokenSource<JwtStrategyOptions>, IStartupFilter
{
    // Issuer of the tool; also stands for an audience as long as the tool has not written any.
    private const string Tool = "dotnet-user-jwts";
    private const string Algorithm = "HS256";

    // Before the first use of the tool there is no key. No one else can sign with this one.
    private readonly JwtKey _unusable = JwtKey.Generate(Algorithm);

    private readonly IConfigurationSection _section = configuration.GetSection($"Authentication:Schemes:{scheme}");

    public string? Name => name;

    public IChangeToken GetChangeToken() => _section.GetReloadToken();

    public void Configure(JwtStrategyOptions options) => Configure(Microsoft.Extensions.Options.Options.DefaultName, options);

    public void Configure(string? name, JwtStrategyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (name != Name)
            return;

        string[] issuers = Issuers();
        string[] audiences = Texts("ValidAudience", "ValidAudiences");
        options.Issuer = issuers[0];
        options.Audience = audiences.FirstOrDefault() ?? Tool;
        AddTo(options.ValidIssuers, issuers.Skip(1));
        AddTo(options.ValidAudiences, audiences.Skip(1));
        // A plain JWT (RFC 7519): the tool writes no at+jwt, and the name of the user as unique_name.
        options.TokenType = "JWT";
        options.NameClaimType = "unique_name";
        options.VerificationKeys.Add(environment.IsDevelopment() && Keys() is [{ } only] ? Key(only) ?? _unusable : _unusable);
    }

    public ValidateOptionsResult Validate(string? name, JwtStrategyOptions options)
    {
        string[] mistakes = name == Name ? [.. Mistakes()] : [];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next)
    {
        if (Keys().Length == 0)
            HttpLog.NoUserJwts(logger, _section.Path);
        return next;
    }

    private IEnumerable<string> Mistakes()
    {
        if (!environment.IsDevelopment())
        {
            yield return OptionMessages.Invalid("AddUserJwts", $"called in the environment {environment.EnvironmentName}", "called in Development only, because the keys of dotnet user-jwts are for the machine of a developer", "if (builder.Environment.IsDevelopment()) auth.AddUserJwts()");
            yield break;
        }

        IConfigurationSection[] keys = Keys();
        if (keys.Length > 1)
            yield return OptionMessages.Invalid($"{_section.Path}:SigningKeys", $"a list of {keys.Length} keys of the accepted issuers", "a list with one key of them, because the tokens do not name their key", $"AddUserJwts(\"Other\") for another scheme, or make a new key: dotnet user-jwts key --reset --scheme {scheme}");
        foreach (IConfigurationSection key in keys.Where(key => Key(key) is null))
            yield return OptionMessages.Invalid($"{key.Path}:Value", "no key", "at least 32 random bytes in base64", $"dotnet user-jwts key --reset --scheme {scheme}");
        if (keys.Length > 0 && Texts("ValidAudience", "ValidAudiences").Length == 0)
            yield return OptionMessages.Invalid($"{_section.Path}:ValidAudiences", "an empty list", "a list with the addresses of the application", $"dotnet user-jwts create --scheme {scheme}, which writes them into appsettings.Development.json");
    }

    /// <summary>The keys of the accepted issuers. The section can also have keys of other issuers.</summary>
    private IConfigurationSection[] Keys()
    {
        string[] issuers = Issuers();
        return [.. _section.GetSection("SigningKeys").GetChildren().Where(key => issuers.Contains(key["Issuer"], StringComparer.Ordinal))];
    }

    private static JwtKey? Key(IConfigurationSection key)
    {
        try
        {
            return JwtKey.FromBase64(key["Value"] ?? "", Algorithm, key["Id"]);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private string[] Issuers() => Texts("ValidIssuer", "ValidIssuers") is { Length: > 0 } issuers ? issuers : [Tool];

    private string[] Texts(string single, string several) =>
        [.. new[] { _section[single] }.Concat(_section.GetSection(several).GetChildren().Select(entry => entry.Value)).OfType<string>().Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];

    private static void AddTo(IList<string> list, IEnumerable<string> texts)
    {
        foreach (string text in texts)
            list.Add(text);
    }
}
