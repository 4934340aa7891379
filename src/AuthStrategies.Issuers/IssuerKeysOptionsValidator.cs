using AuthStrategies.Issuers.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Issuers;

/// <summary>Reports all mistakes in the options together. Never repeats an address that may contain a password.</summary>
internal sealed class IssuerKeysOptionsValidator(IServiceProvider services) : IValidateOptions<IssuerKeysOptions>
{
    private const int MaxIssuerLength = 1024;
    private const int MinDocumentSize = 1024;
    private const int MaxDocumentSize = 16 * 1024 * 1024;
    private const string Example = "\"https://login.example/.well-known/openid-configuration\"";
    private const string KeysExample = "\"https://login.example/.well-known/jwks.json\"";

    private static readonly string[] RsaAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
    private static readonly TimeSpan MinCooldown = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinRefreshInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxRefreshInterval = TimeSpan.FromHours(24);
    private static readonly TimeSpan MaxMaxKeyAge = TimeSpan.FromDays(30);

    /// <summary>Whether http addresses of other machines are accepted: in Development.</summary>
    public static bool AllowsHttp(IServiceProvider services) => services.GetService<IHostEnvironment>()?.IsDevelopment() == true;

    public ValidateOptionsResult Validate(string? name, IssuerKeysOptions options)
    {
        string?[] checks =
        [
            .. options.ConfigurationMistakes,
            Source(options),
            Address(options, options.MetadataAddress, nameof(options.MetadataAddress), Example),
            Address(options, options.JwksAddress, nameof(options.JwksAddress), KeysExample),
            Issuer(options),
            .. Times(options),
            OptionMessages.Between(Name(options, nameof(options.MaxDocumentSize), options.MaxDocumentSize), options.MaxDocumentSize, MinDocumentSize, MaxDocumentSize, 256 * 1024),
            RsaAlgorithms.Contains(options.RsaAlgorithm)
                ? null
                : OptionMessages.Invalid(Name(options, nameof(options.RsaAlgorithm), options.RsaAlgorithm), SettingsReader.Quoted(options.RsaAlgorithm ?? "null"), $"one of {string.Join(", ", RsaAlgorithms)}", "\"RS256\""),
        ];
        List<string> problems = [.. checks.OfType<string>().Select(problem => string.IsNullOrEmpty(name) ? problem : $"{name}: {problem}")];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string? Source(IssuerKeysOptions options)
    {
        if (options.MetadataAddress is null != options.JwksAddress is null || options.ConfigurationMistakes.Count > 0)
            return null;

        string name = Name(options, nameof(options.MetadataAddress), options.MetadataAddress);
        const string Rule = "set alone: one of MetadataAddress and JwksAddress";
        return options.MetadataAddress is null
            ? OptionMessages.Required(name, Rule, $"MetadataAddress = {Example}")
            : OptionMessages.Invalid(name, "not the only address that is set", Rule, $"MetadataAddress = {Example}");
    }

    private string? Address(IssuerKeysOptions options, string? address, string property, string example) =>
        address is not null && DocumentAddress.Problem(address, AllowsHttp(services)) is { } problem
            ? OptionMessages.Invalid(
                Name(options, property, address),
                problem,
                $"an absolute https address without user information and fragment, at most {DocumentAddress.MaxLength} characters; http is accepted for this machine (loopback) and in Development",
                example)
            : null;

    private static string? Issuer(IssuerKeysOptions options)
    {
        if (options.MetadataIssuer is not { } issuer)
            return null;

        string name = Name(options, nameof(options.MetadataIssuer), issuer);
        const string MetadataExample = "\"https://login.example\"";
        if (string.IsNullOrWhiteSpace(issuer) || issuer.Length > MaxIssuerLength)
            return OptionMessages.Invalid(name, issuer.Length > MaxIssuerLength ? $"{issuer.Length} characters long" : "empty", $"1 to {MaxIssuerLength} characters", $"{MetadataExample}, or leave it out");

        return options.MetadataAddress is null && options.JwksAddress is not null
            ? OptionMessages.Invalid(name, "set, and MetadataAddress is not", "left out where the keys come from JwksAddress, because there is no metadata to compare with", $"MetadataAddress = {Example}, or remove it")
            : null;
    }

    private static IEnumerable<string?> Times(IssuerKeysOptions options)
    {
        string? interval = OptionMessages.Between(Name(options, nameof(options.RefreshInterval), options.RefreshInterval), options.RefreshInterval, MinRefreshInterval, MaxRefreshInterval, "from 1 minute to 24 hours", TimeSpan.FromHours(1));
        yield return interval;
        yield return OptionMessages.Between(Name(options, nameof(options.Timeout), options.Timeout), options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), "from 1 second to 1 minute", TimeSpan.FromSeconds(5));
        // The range of the other two begins or ends with the interval.
        if (interval is not null)
            yield break;

        yield return OptionMessages.Between(Name(options, nameof(options.Cooldown), options.Cooldown), options.Cooldown, MinCooldown, options.RefreshInterval / 2, $"from 1 second to half of RefreshInterval ({options.RefreshInterval / 2:c})", TimeSpan.FromSeconds(10));
        yield return OptionMessages.Between(Name(options, nameof(options.MaxKeyAge), options.MaxKeyAge), options.MaxKeyAge, options.RefreshInterval, MaxMaxKeyAge, $"from RefreshInterval ({options.RefreshInterval:c}) to 30 days", TimeSpan.FromHours(24));
    }

    private static string Name(IssuerKeysOptions options, string property, object? value)
    {
        string configured = options.ConfiguredNames.Of(property, value);
        return configured == property ? $"{nameof(IssuerKeysOptions)}.{property}" : configured;
    }
}
