namespace AuthStrategies.Tests.Sessions.Doubles;

/// <summary>What clients send that are not ours, or are not nice.</summary>
internal static class HostileTexts
{
    private const string Good = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v";

    public static IEnumerable<TestCaseData> NotOfTheShape()
    {
        (string Name, string Text)[] rows =
        [
            ("empty", ""),
            ("63 characters", Good[1..]),
            ("65 characters", Good + "A"),
            ("padding", Good[..62] + "=="),
            ("padding in front", "=" + Good[1..]),
            ("percent", Good[..61] + "%3D"),
            ("percent alone", Good[..63] + "%"),
            ("plus", Good[..63] + "+"),
            ("slash", Good[..63] + "/"),
            ("line break inside", Good[..31] + "\r\n" + Good[33..]),
            ("line break at the end", Good[..62] + "\r\n"),
            ("line feed behind", Good + "\n"),
            ("space in front", " " + Good[1..]),
            ("tab", Good[..63] + "\t"),
            ("star", Good[..63] + "*"),
            ("glob", new string('*', 64)),
            ("hash tag of a cluster", "{}" + Good[2..]),
            ("colon", Good[..20] + ":" + Good[21..]),
            ("quote", Good[..63] + "'"),
            ("NUL", Good[..63] + "\0"),
            ("only NUL", new string('\0', 64)),
            ("dot", Good[..32] + "." + Good[33..]),
            ("a JWT", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl"),
            ("Cyrillic look-alike", "А" + Good[1..]),
            ("full-width letter", "Ａ" + Good[1..]),
            ("non-ASCII digit", "٣" + Good[1..]),
            ("lone surrogate", "\ud800" + Good[1..]),
            ("emoji", "😀" + Good[2..]),
            ("byte order mark", "\ufeff" + Good),
            ("a megabyte of alphabet", new string('A', 1 << 20)),
            ("a megabyte of line breaks", new string('\n', 1 << 20)),
            ("scheme left on", "Bearer " + Good),
            ("session id alone", "AAECAwQFBgcICQoLDA0ODw"),
            ("script", "<script>alert(1)</script>" + Good[25..]),
            ("path", "../../../../etc/passwd" + Good[22..]),
        ];
        return rows.Select(row => new TestCaseData(row.Text).SetArgDisplayNames(row.Name));
    }
}
