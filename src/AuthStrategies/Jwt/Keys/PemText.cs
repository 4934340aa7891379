namespace AuthStrategies.Jwt.Keys;

/// <summary>PEM text as people have it: from a file, an environment variable, a YAML file or a chat.</summary>
internal static class PemText
{
    private const string Begin = "-----BEGIN ";

    private static readonly string[] FileExtensions = [".pem", ".key", ".crt", ".cer", ".der", ".pub", ".pfx", ".p12", ".p8", ".p7b", ".jwk", ".json", ".txt", ".xml"];

    /// <summary>The text with real line breaks, without quotation marks around it and indentation.</summary>
    public static string Normalize(string text) =>
        string.Join('\n', EncodedBytes.Unquote(text).Split('\n').Select(line => line.Trim()));

    /// <summary>Why a text contains no key that can be read: what was seen, and what to do. Never quotes the text.</summary>
    /// <param name="text">The text as it was given: a path such as <c>C:\new</c> contains no line break.</param>
    public static string Diagnose(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "This text is empty. It must be PEM text with a key.";
        if (text.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal))
            return "This PEM text is encrypted.";
        if (KeyFormat.Find(text) is { } form && form != KeyForm.Pem)
            return $"This is {form.Description}, not PEM text. {form.Remedy}";
        if (LabelOf(text) is { } label)
            return DiagnoseBlock(text, label);
        if (IsPath(text))
            return "This is the path of a file, not PEM text. Give the text of the file: JwtKey.FromPem(File.ReadAllText(path), algorithm), or PemFile in configuration.";
        if (text.Contains("BEGIN", StringComparison.Ordinal))
            return "The line with BEGIN is not as PEM needs it: five hyphens, BEGIN, a space, the kind of key, five hyphens. Dashes of another kind, which word processors write, do not count.";

        return $"This text contains no key. It must have a block -----BEGIN x----- where x is one of: {string.Join(", ", PemKeys.KeyLabels)}.";
    }

    private static string DiagnoseBlock(string text, string label)
    {
        if (!text.Contains($"-----END {label}-----", StringComparison.Ordinal))
            return $"This PEM text has the line -----BEGIN {label}----- and not the line -----END {label}-----. Perhaps it was cut off, as a setting with line breaks can be: write \\n instead of them, or use PemFile.";
        if (PemKeys.KeyLabels.Contains(label))
            return $"The block {label} of this PEM text is not base64. Perhaps characters were lost or replaced when it was copied.";

        return $"This PEM text contains no key, but a block {label}. It must have a block -----BEGIN x----- where x is one of: {string.Join(", ", PemKeys.KeyLabels)}.";
    }

    // Labels are words in capital letters; anything else may be part of a key, and is not shown.
    private static string? LabelOf(string text)
    {
        int start = text.IndexOf(Begin, StringComparison.Ordinal);
        if (start < 0)
            return null;

        string rest = text[(start + Begin.Length)..];
        int end = rest.IndexOf("-----", StringComparison.Ordinal);
        return end is > 0 and <= 40 && rest[..end].All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character) || character == ' ') ? rest[..end] : null;
    }

    private static bool IsPath(string text)
    {
        string path = text.Trim();
        bool isOneLine = path.Length < 1024 && !path.Contains('\n', StringComparison.Ordinal);
        bool hasRoot = path.StartsWith('/') || path.StartsWith('~') || path.StartsWith("./", StringComparison.Ordinal) || path.StartsWith("../", StringComparison.Ordinal)
            || (path.Length > 2 && path[1] == ':' && path[2] is '\\' or '/') || path.StartsWith(@"\\", StringComparison.Ordinal) || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
        return isOneLine && (hasRoot || FileExtensions.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)));
    }
}
