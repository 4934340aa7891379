using System.Diagnostics.CodeAnalysis;

namespace AuthStrategies.Jwt.Keys;

/// <summary>The message about a key that was not given: mostly a setting that is missing.</summary>
internal static class MissingKey
{
    private const int MaxLength = 200;

    /// <summary>Throws for a text that is <see langword="null"/>, and names the code that gave it.</summary>
    /// <exception cref="ArgumentNullException">The text is <see langword="null"/>.</exception>
    public static void ThrowIfNull([NotNull] string? text, string parameter, string? expression, string needed)
    {
        if (text is not null)
            return;

        // The code of a null is no key: at most the name of a setting.
        string source = expression?.TrimEnd('!') is { Length: > 0 and <= MaxLength } code && code != "null" ? code : $"The argument {parameter}";
        throw new ArgumentNullException(parameter, $"{source} is null: the key is missing. It must be {needed}. If it comes from a setting, set it, for example with `dotnet user-secrets set NAME VALUE` or an environment variable.");
    }
}
