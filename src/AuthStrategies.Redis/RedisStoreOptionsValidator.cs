using AuthStrategies.Redis.Connections;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AuthStrategies.Redis;

/// <summary>Reports all mistakes in the options together. Never repeats the connection string, which may contain a password.</summary>
internal sealed class RedisStoreOptionsValidator : IValidateOptions<RedisStoreOptions>
{
    private const int MaxPrefix = 128;

    private static readonly TimeSpan MinTimeout = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, RedisStoreOptions options)
    {
        string?[] checks =
        [
            Source(options),
            Text(options.Configuration),
            EndPoints(options.ConfigurationOptions),
            Prefix(options.KeyPrefix),
            OptionMessages.Between(Name(nameof(options.OperationTimeout)), options.OperationTimeout, MinTimeout, MaxTimeout, "from 50 milliseconds to 1 minute", TimeSpan.FromSeconds(2)),
        ];
        List<string> problems = [.. checks.OfType<string>()];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string? Source(RedisStoreOptions options)
    {
        object?[] sources = [options.Configuration, options.ConfigurationOptions, options.ConnectionMultiplexerFactory];
        const string Example = "Configuration = \"localhost:6379\"";
        string rule = $"set alone: one of {nameof(options.Configuration)}, {nameof(options.ConfigurationOptions)} and {nameof(options.ConnectionMultiplexerFactory)}";
        return sources.Count(source => source is not null) switch
        {
            0 => OptionMessages.Required(Name(nameof(options.Configuration)), rule, Example),
            1 => null,
            _ => OptionMessages.Invalid(Name(nameof(options.Configuration)), "not the only connection that is set", rule, Example),
        };
    }

    private static string? Text(string? configuration) => configuration is null ? null : ServerTexts.FindMistake(configuration, Name(nameof(RedisStoreOptions.Configuration)));

    private static string? EndPoints(ConfigurationOptions? configuration)
    {
        string name = Name(nameof(RedisStoreOptions.ConfigurationOptions));
        if (configuration is null)
            return null;

        return configuration.EndPoints.Count == 0
            ? OptionMessages.Invalid(name, "without a server", "options with at least one server", "EndPoints = { \"localhost:6379\" }")
            : ServerTexts.FindMistake(configuration.EndPoints, name);
    }

    private static string? Prefix(string? prefix)
    {
        // Braces would put all keys into one slot of a cluster.
        if (prefix is { Length: >= 1 and <= MaxPrefix } && prefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':'))
            return null;

        return OptionMessages.Invalid(Name(nameof(RedisStoreOptions.KeyPrefix)), OptionMessages.Quoted(prefix), $"1 to {MaxPrefix} letters (a to z), digits, dots, hyphens, underscores or colons", "\"my-shop\"");
    }

    private static string Name(string property) => $"{nameof(RedisStoreOptions)}.{property}";
}
