namespace QuickStart;

/// <summary>Two columns in 80 characters. Colours only where there is a terminal that wants them.</summary>
internal static class Screen
{
    private const int Width = 38;
    private const string Gutter = "  ";

    private static readonly bool Colours = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public static void Title(string text)
    {
        Console.WriteLine();
        Console.WriteLine(Paint(text, "1"));
        Console.WriteLine(new string('=', Math.Min(text.Length, 78)));
    }

    public static void Heading(string left, string right)
    {
        Console.WriteLine(Paint(left.PadRight(Width), "1;36") + Gutter + Paint(right, "1;35"));
        Console.WriteLine(new string('-', Width) + Gutter + new string('-', Width));
    }

    public static void Step(string name, string left, string right)
    {
        Console.WriteLine();
        Console.WriteLine(Paint(name, "1;33"));
        string[] leftLines = [.. Wrap(left)];
        string[] rightLines = [.. Wrap(right)];
        for (int i = 0; i < Math.Max(leftLines.Length, rightLines.Length); i++)
        {
            string line = leftLines.ElementAtOrDefault(i) ?? "";
            Console.WriteLine((line.PadRight(Width) + Gutter + rightLines.ElementAtOrDefault(i)).TrimEnd());
        }
    }

    private static IEnumerable<string> Wrap(string text) => text.Split('\n').SelectMany(WrapLine);

    private static IEnumerable<string> WrapLine(string line)
    {
        while (line.Length > Width)
        {
            int space = line.LastIndexOf(' ', Width);
            int cut = space > Width / 2 ? space : Width;
            yield return line[..cut];
            line = "  " + line[cut..].TrimStart();
        }

        yield return line;
    }

    private static string Paint(string text, string code) => Colours ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
