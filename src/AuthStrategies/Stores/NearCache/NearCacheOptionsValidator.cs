using Microsoft.Extensions.Options;

namespace AuthStrategies.Stores.NearCache;

/// <summary>Refuses options outside their legal range; the message names the option and a legal value.</summary>
internal sealed class NearCacheOptionsValidator : IValidateOptions<NearCacheOptions>
{
    private const int MinCapacity = 2;
    private const int MaxCapacity = 10_000_000;
    private const long MinBytes = 64 * 1024;
    private const long MaxMaxBytes = 1L << 40;

    private static readonly TimeSpan MaxMaxStaleness = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, NearCacheOptions options)
    {
        string?[] checks =
        [
            OptionMessages.Between(Name(nameof(options.MaxStaleness)), options.MaxStaleness, TimeSpan.Zero, MaxMaxStaleness, "from 0 to 1 minute", TimeSpan.FromSeconds(5)),
            OptionMessages.Between(Name(nameof(options.Capacity)), options.Capacity, MinCapacity, MaxCapacity, 100_000),
            OptionMessages.Between(Name(nameof(options.MaxBytes)), options.MaxBytes, MinBytes, MaxMaxBytes, 128 * 1024 * 1024),
        ];
        List<string> problems = [.. checks.OfType<string>()];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string Name(string property) => $"{nameof(NearCacheOptions)}.{property}";
}
