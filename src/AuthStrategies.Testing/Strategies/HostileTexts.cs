namespace AuthStrategies.Testing.Strategies;

/// <summary>Malformed and foreign texts that clients send.</summary>
internal static class HostileTexts
{
    private const string Shape = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v";

    public static IReadOnlyList<string> All { get; } =
    [
        "", " ", ".", "..", "...", "....", "a.b.c", "a.b.c.d.e", "\0", "\r\n", "null", "undefined", "{}", "[]", "=", "*",
        Shape, Shape[1..], Shape + "A", Shape[..62] + "==", Shape[..63] + "+", Shape[..63] + "/", Shape[..63] + "\n", " " + Shape, Shape[..63] + "'", Shape[..32] + "." + Shape[33..],
        new('\0', 64), new('*', 64), new('A', 1 << 20), new('.', 1 << 16), "\ud800" + Shape[1..], "\ufeff" + Shape, "А" + Shape[1..], "😀" + Shape[2..],
        "Bearer " + Shape, "../../../../etc/passwd", "<script>alert(1)</script>", "'; DROP TABLE sessions; --", "{{7*7}}", "%00%0d%0a",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl", "eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA", "fake~", "fake~Fake~", "fake~Fake~~", "fake~Fake~AAECAwQFBgcICQoLDA0ODw~0", "fake~Fake~AAECAwQFBgcICQoLDA0ODw~-1",
    ];

    /// <summary>A credential cut off, doubled, and with one character changed, inserted or removed at about forty positions.</summary>
    public static IEnumerable<string> MutationsOf(string credential)
    {
        yield return credential + credential;
        yield return credential + "=";
        yield return credential + "\n";
        yield return " " + credential;
        yield return credential[..^1];
        yield return credential[1..];
        int step = 1 + (credential.Length / 40);
        for (int i = 0; i < credential.Length; i += step)
        {
            yield return credential[..i] + (credential[i] == 'A' ? 'B' : 'A') + credential[(i + 1)..];
            yield return credential[..i] + '\0' + credential[(i + 1)..];
            yield return credential[..i] + 'A' + credential[i..];
            yield return credential[..i] + credential[(i + 1)..];
        }
    }
}
