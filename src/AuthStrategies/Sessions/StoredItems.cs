using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace AuthStrategies.Sessions;

/// <summary>
/// The items of one version of a session, decrypted when they are read for the first time. The decrypted items are kept as long as the
/// garbage collector allows: this object may be in the credential cache. Immutable and thread-safe.
/// </summary>
internal sealed class StoredItems(OpaqueToken token, string strategy, ReadOnlyMemory<byte> encrypted) : IReadOnlyDictionary<string, string?>
{
    // Made when they are read: such a reference is finalized, and most requests read no items.
    private WeakReference<Dictionary<string, string?>>? _decrypted;

    public int Count => All.Count;

    public IEnumerable<string> Keys => All.Keys;

    public IEnumerable<string?> Values => All.Values;

    private Dictionary<string, string?> All
    {
        get
        {
            if (_decrypted is { } reference && reference.TryGetTarget(out Dictionary<string, string?>? known))
                return known;

            Dictionary<string, string?> items = ItemsCodec.TryDecrypt(encrypted.Span, token, strategy) ?? throw SessionFailures.UnreadableItems();
            _decrypted = new(items);
            return items;
        }
    }

    public string? this[string key] => All[key];

    /// <summary>The items of a session; <see langword="null"/> if it has none.</summary>
    public static StoredItems? Of(in OpaqueToken token, SessionPayload session) =>
        session.EncryptedItems is { IsEmpty: false } encrypted ? new(token, session.Strategy, encrypted) : null;

    public bool ContainsKey(string key) => All.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string? value) => All.TryGetValue(key, out value);

    // Through the interface, so that no caller gets the dictionary itself.
    public IEnumerator<KeyValuePair<string, string?>> GetEnumerator() => All.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Contains neither names nor values: safe to log.</summary>
    public override string ToString() => "Items of a session";
}
