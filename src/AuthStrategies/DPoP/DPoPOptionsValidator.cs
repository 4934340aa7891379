using AuthStrategies.Jwt.Keys;
using Microsoft.Extensions.Options;

namespace AuthStrategies.DPoP;

/// <summary>Refuses options outside their legal range; the message names the option and a legal value.</summary>
internal sealed class DPoPOptionsValidator : IValidateOptions<DPoPOptions>
{
    private const long MinReplayBytes = 64 * 1024;
    private const long MaxReplayBytes = 1024 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, DPoPOptions options)
    {
        List<string> problems = Problems(options);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    public static List<string> Problems(DPoPOptions options)
    {
        string?[] checks =
        [
            AlgorithmsProblem(options.Algorithms),
            OptionMessages.Between(Name(nameof(options.MaxProofAge)), options.MaxProofAge, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), "from 1 to 10 seconds", TimeSpan.FromSeconds(10)),
            OptionMessages.Between(Name(nameof(options.NonceLifetime)), options.NonceLifetime, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1), "from 10 seconds to 1 hour", TimeSpan.FromMinutes(1)),
            OptionMessages.Between(Name(nameof(options.MaxReplayBytes)), options.MaxReplayBytes, MinReplayBytes, MaxReplayBytes, 16 * 1024 * 1024),
        ];
        return [.. checks.OfType<string>()];
    }

    private static string? AlgorithmsProblem(IList<string> algorithms)
    {
        string legal = string.Join(", ", ProofKeys.Algorithms.Select(algorithm => algorithm.Name));
        if (algorithms.Count == 0)
            return OptionMessages.Invalid(Name(nameof(DPoPOptions.Algorithms)), "empty", $"a list with at least one of {legal}", "Algorithms.Add(\"ES256\")");

        string? other = algorithms.FirstOrDefault(name => !ProofKeys.Algorithms.Any(algorithm => algorithm.Name == name));
        return other is null && !algorithms.Contains(null!)
            ? null
            : OptionMessages.Invalid(Name(nameof(DPoPOptions.Algorithms)), $"a list with {OptionMessages.Quoted(other)}", $"a list of some of {legal}", $"\"{JwtAlgorithm.ExampleFor(other, isSecret: false)}\"");
    }

    private static string Name(string property) => $"{nameof(DPoPOptions)}.{property}";
}
