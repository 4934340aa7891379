using System.Text;
using AuthStrategies.Claims;

namespace AuthStrategies.Sessions;

/// <summary>Checks the items of a caller. No message contains a name or a value of an item.</summary>
internal static class ItemsCheck
{
    /// <summary>A copy of valid items; <see langword="null"/> for <see langword="null"/>.</summary>
    /// <param name="items">The caller's items.</param>
    /// <param name="what">The option or argument in words.</param>
    /// <param name="parameter">The parameter of the public caller.</param>
    /// <exception cref="ArgumentException">The items are too large, have a name that is null, or are no valid Unicode.</exception>
    public static Dictionary<string, string?>? Copy(IEnumerable<KeyValuePair<string, string?>>? items, string what, string parameter)
    {
        if (items is null)
            return null;

        Dictionary<string, string?> copy = new(StringComparer.Ordinal);
        long size = 0;
        foreach ((string name, string? value) in items)
        {
            // A caller's own dictionary may allow it.
            if (name is null)
                throw new ArgumentException(OptionMessages.Invalid(what, "a list with a name that is null", "a list of names that are texts", "new Dictionary<string, string?> { [\"cart\"] = \"42\" }"), parameter);
            if (!UnicodeText.IsValid(name) || !UnicodeText.IsValid(value))
                throw new ArgumentException(OptionMessages.Invalid(what, "a text with half of a surrogate pair", "valid Unicode", "new Dictionary<string, string?> { [\"cart\"] = \"42\" }"), parameter);
            size += Encoding.UTF8.GetByteCount(name) + (value is null ? 0 : Encoding.UTF8.GetByteCount(value));
            copy[name] = value;
        }

        if (size > IssueOptions.MaxItemsSize)
            throw new ArgumentException(OptionMessages.Invalid(what, $"{size} bytes large (UTF-8, all names and values)", $"at most {IssueOptions.MaxItemsSize} bytes large", "only a key, and keep the data in the application"), parameter);
        return copy;
    }

    public static bool AreEqual(IReadOnlyDictionary<string, string?> one, IReadOnlyDictionary<string, string?> other) =>
        one.Count == other.Count && one.All(item => other.TryGetValue(item.Key, out string? value) && value == item.Value);
}
