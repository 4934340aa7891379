namespace AuthStrategies;

/// <summary>
/// Finds the legal name that a misspelled one was probably meant to be, for the example in a message. This file is compiled into each
/// package that checks names.
/// </summary>
internal static class NearestName
{
    // The work grows with the product of both lengths, and no name of ours is longer.
    private const int MaxLength = 64;
    private const int MinStart = 3;

    /// <summary>The nearest name: at most one wrong, missing, additional or swapped character for each three; otherwise one that begins in the same way.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="legal">The names, of which the first of equally near ones is taken.</param>
    /// <returns>The name; <see langword="null"/> if none is near.</returns>
    public static string? Find(string? written, IEnumerable<string> legal)
    {
        if (string.IsNullOrEmpty(written) || written.Length > MaxLength)
            return null;

        (string? nearest, int least) = (null, int.MaxValue);
        string? beginning = null;
        foreach (string name in legal)
        {
            int limit = Math.Max(1, Math.Max(written.Length, name.Length) / 3);
            int distance = Distance(written.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance <= limit && distance < least)
                (nearest, least) = (name, distance);
            if (beginning is null && BeginsAlike(written, name))
                beginning = name;
        }

        return nearest ?? beginning;
    }

    private static bool BeginsAlike(string written, string name) =>
        Math.Min(written.Length, name.Length) >= MinStart
        && (name.StartsWith(written, StringComparison.OrdinalIgnoreCase) || written.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>How many characters must be changed, added, removed or swapped with the next one.</summary>
    private static int Distance(string one, string other)
    {
        (int[] beforeLast, int[] last, int[] row) = (new int[other.Length + 1], [.. Enumerable.Range(0, other.Length + 1)], new int[other.Length + 1]);
        for (int i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[other.Length];
    }
}
