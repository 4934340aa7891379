using System.Runtime.CompilerServices;

namespace AuthStrategies.Json;

/// <summary>The names of one JSON object so far. A few names are compared one by one; many go into a set, so that the cost stays linear.</summary>
internal struct UniqueNames
{
    private Few _few;
    private int _count;
    private HashSet<string>? _many;

    public bool TryAdd(string name)
    {
        if (_many is not null)
            return _many.Add(name);

        ReadOnlySpan<string?> few = _few;
        foreach (string? known in few[.._count])
        {
            if (string.Equals(known, name, StringComparison.Ordinal))
                return false;
        }

        if (_count < Few.Length)
        {
            _few[_count++] = name;
            return true;
        }

        _many = new HashSet<string>(StringComparer.Ordinal);
        foreach (string? known in few)
            _many.Add(known!);
        return _many.Add(name);
    }

    [InlineArray(Length)]
    private struct Few
    {
        public const int Length = 16;
#pragma warning disable IDE0044, IDE0051 // The element of an inline array is reached by index only.
        private string? _element;
#pragma warning restore IDE0044, IDE0051
    }
}
