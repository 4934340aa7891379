using System.Collections.Frozen;
using System.Text;

namespace AuthStrategies.Diagnostics;

/// <summary>The snake_case tag values of an enum, created once: <c>RevokedAtExpiry</c> is <c>revoked_at_expiry</c>.</summary>
internal static class TagValues<TEnum>
    where TEnum : struct, Enum
{
    private static readonly FrozenDictionary<TEnum, string> Names = Enum.GetValues<TEnum>().ToFrozenDictionary(value => value, value => SnakeCase(value.ToString()));

    public static string Of(TEnum value) => Names.TryGetValue(value, out string? name) ? name : "unknown";

    private static string SnakeCase(string name)
    {
        StringBuilder text = new(name.Length + 4);
        foreach (char c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
