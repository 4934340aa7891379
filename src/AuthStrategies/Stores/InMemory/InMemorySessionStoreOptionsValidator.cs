using System.Globalization;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Stores.InMemory;

/// <summary>Refuses options outside their legal range; the message names the option and a legal value.</summary>
internal sealed class InMemorySessionStoreOptionsValidator : IValidateOptions<InMemorySessionStoreOptions>
{
    public const int MaxCapacity = 100_000_000;

    public ValidateOptionsResult Validate(string? name, InMemorySessionStoreOptions options)
    {
        if (options.Capacity is >= 1 and <= MaxCapacity)
            return ValidateOptionsResult.Success;

        return ValidateOptionsResult.Fail(string.Create(
            CultureInfo.InvariantCulture,
            $"{nameof(InMemorySessionStoreOptions)}.{nameof(options.Capacity)} is {options.Capacity}; it must be from 1 to {MaxCapacity} sessions. Type, for example, Capacity = 1_000_000 (\"Capacity\": 1000000 in configuration)."));
    }
}
