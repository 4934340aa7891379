using System.Collections.Concurrent;

namespace NotesApp.Notes;

/// <summary>The notes of all users. Thread-safe.</summary>
public sealed class Notebook
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _notes = [];

    public IReadOnlyList<string> Of(string owner) => _notes.TryGetValue(owner, out ConcurrentQueue<string>? notes) ? [.. notes] : [];

    public void Write(string owner, string text) => _notes.GetOrAdd(owner, _ => new()).Enqueue(text);

    public void Burn(string owner) => _notes.TryRemove(owner, out _);
}
