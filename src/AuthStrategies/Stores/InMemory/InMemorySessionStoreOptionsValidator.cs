using Microsoft.Extensions.Options;

namespace AuthStrategies.Stores.InMemory;

/// <summary>Refuses options outside their legal range; the message names the option and a legal value.</summary>
internal sealed class InMemorySessionStoreOptionsValidator : IValidateOptions<InMemorySessionStoreOptions>
{
    public const int MaxCapacity = 100_000_000;

    public ValidateOptionsResult Validate(string? name, InMemorySessionStoreOptions options)
    {
        string? problem = OptionMessages.Between($"{nameof(InMemorySessionStoreOptions)}.{nameof(options.Capacity)}", options.Capacity, 1, MaxCapacity, 1_000_000);
        return problem is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problem);
    }
}
