using Microsoft.Extensions.Options;

namespace AuthStrategies.Diagnostics;

/// <summary>Refuses options outside their legal range; the message names the option and a legal value.</summary>
internal sealed class AuthEventOptionsValidator : IValidateOptions<AuthEventOptions>
{
    private const int MaxNumber = 1_000_000;

    public ValidateOptionsResult Validate(string? name, AuthEventOptions options)
    {
        string?[] checks =
        [
            OptionMessages.Between(Name(nameof(options.AuthenticatedEvery)), options.AuthenticatedEvery, 0, MaxNumber, 100),
            OptionMessages.Between(Name(nameof(options.QueueSize)), options.QueueSize, 16, MaxNumber, 4_096),
            OptionMessages.Between(Name(nameof(options.StopTimeout)), options.StopTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(5), "from 0 to 5 minutes", TimeSpan.FromSeconds(5)),
        ];
        List<string> problems = [.. checks.OfType<string>()];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string Name(string property) => $"{nameof(AuthEventOptions)}.{property}";
}
