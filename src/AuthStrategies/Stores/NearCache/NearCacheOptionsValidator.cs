using System.Globalization;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Stores.NearCache;

/// <summary>Refuses options outside their legal range; the message names the option and a legal value.</summary>
internal sealed class NearCacheOptionsValidator : IValidateOptions<NearCacheOptions>
{
    private const int MinCapacity = 2;
    private const int MaxCapacity = 10_000_000;

    private static readonly TimeSpan MaxStaleFor = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, NearCacheOptions options)
    {
        List<string> problems = [.. new[] { MaxStaleness(options.MaxStaleness), Capacity(options.Capacity) }.OfType<string>()];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string? MaxStaleness(TimeSpan staleFor) =>
        staleFor >= TimeSpan.Zero && staleFor <= MaxStaleFor
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{Named(nameof(NearCacheOptions.MaxStaleness))} is {staleFor:c}; it must be from {TimeSpan.Zero:c} to {MaxStaleFor:c}. Type for example \"00:00:05\".");

    private static string? Capacity(int capacity) =>
        capacity is >= MinCapacity and <= MaxCapacity
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{Named(nameof(NearCacheOptions.Capacity))} is {capacity}; it must be from {MinCapacity} to {MaxCapacity} sessions. Type for example 100000.");

    private static string Named(string property) => $"{nameof(NearCacheOptions)}.{property}";
}
