using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AuthStrategies.Redis;

/// <summary>Reports all mistakes in the options together. Never repeats the connection string, which may contain a password.</summary>
internal sealed class RedisSessionStoreOptionsValidator : IValidateOptions<RedisSessionStoreOptions>
{
    private const int MaxPrefix = 128;

    private static readonly TimeSpan MinTimeout = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, RedisSessionStoreOptions options)
    {
        List<string> problems = [.. new[] { Source(options), Text(options.Configuration), EndPoints(options.ConfigurationOptions), Prefix(options.KeyPrefix), Timeout(options.OperationTimeout) }.OfType<string>()];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string? Source(RedisSessionStoreOptions options)
    {
        object?[] sources = [options.Configuration, options.ConfigurationOptions, options.ConnectionMultiplexerFactory];
        int given = sources.Count(source => source is not null);
        return given == 1
            ? null
            : $"{Named(nameof(options.Configuration))}, {nameof(options.ConfigurationOptions)}, {nameof(options.ConnectionMultiplexerFactory)}: {given} of them are set; it must be exactly one. Type for example Configuration = \"localhost:6379\".";
    }

    private static string? Text(string? configuration) =>
        configuration is null || HasEndPoint(configuration)
            ? null
            : $"{Named(nameof(RedisSessionStoreOptions.Configuration))} is not a connection string that names a server. Type for example \"localhost:6379\" or \"redis.example:6380,ssl=true,user=app,password=…\".";

    private static string? EndPoints(ConfigurationOptions? configuration) =>
        configuration is null or { EndPoints.Count: > 0 }
            ? null
            : $"{Named(nameof(RedisSessionStoreOptions.ConfigurationOptions))} names no server; it must name at least one. Type for example EndPoints = {{ \"localhost:6379\" }}.";

    private static string? Prefix(string? prefix)
    {
        // Braces would put all keys into one slot of a cluster.
        if (prefix is { Length: >= 1 and <= MaxPrefix } && prefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':'))
            return null;

        return $"{Named(nameof(RedisSessionStoreOptions.KeyPrefix))} is {(prefix is null ? "not set" : $"\"{prefix}\"")}; it must be from 1 to {MaxPrefix} letters (a to z), digits, dots, hyphens, underscores or colons. Type for example \"my-shop\".";
    }

    private static string? Timeout(TimeSpan timeout) =>
        timeout >= MinTimeout && timeout <= MaxTimeout
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{Named(nameof(RedisSessionStoreOptions.OperationTimeout))} is {timeout:c}; it must be from {MinTimeout:c} to {MaxTimeout:c}. Type for example \"00:00:02\".");

    private static bool HasEndPoint(string configuration)
    {
        try
        {
            return ConfigurationOptions.Parse(configuration).EndPoints.Count > 0;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }

    private static string Named(string property) => $"{nameof(RedisSessionStoreOptions)}.{property}";
}
