using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace AuthStrategies.Tests.Sessions.Doubles;

/// <summary>A caller's own dictionary, with one name that is null.</summary>
internal sealed class NullNames<TValue>(TValue value) : IReadOnlyDictionary<string, TValue>
{
    public int Count => 1;

    public IEnumerable<string> Keys => [null!];

    public IEnumerable<TValue> Values => [value];

    public TValue this[string key] => throw new KeyNotFoundException();

    public bool ContainsKey(string key) => false;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TValue found)
    {
        found = default;
        return false;
    }

    public IEnumerator<KeyValuePair<string, TValue>> GetEnumerator()
    {
        yield return new(null!, value);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
