using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AuthStrategies.AspNetCore.Tests.Approved;

/// <summary>Writes the tables of docs/options.md from the option classes: the defaults of new instances, and the texts of the XML documentation.</summary>
internal static partial class OptionsPage
{
    private const int LongestLine = 119;

    private static readonly Dictionary<Assembly, Dictionary<string, XElement>> Texts = [];

    /// <param name="title">How the application reaches the options.</param>
    /// <param name="defaults">An instance that nothing has changed.</param>
    /// <param name="section">The section of the configuration; null if these options are set in code only.</param>
    /// <param name="keys">The names that the section may have.</param>
    public static string Table(string title, object defaults, string? section, IReadOnlyCollection<string> keys)
    {
        Type type = defaults.GetType();
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $"## {title}\n\n{Wrapped(TextOf(type, $"T:{type.FullName}"))}\n\n");
        page.Append("| option | default | in JSON | meaning and range |\n|---|---|---|---|\n");
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).OrderBy(property => property.MetadataToken))
        {
            string json = section is not null && keys.Contains(property.Name) ? $"`{section}:{property.Name}`" : "";
            page.Append(CultureInfo.InvariantCulture, $"| `{property.Name}` | {Shown(property.GetValue(defaults))} | {json} | {Cell(TextOf(type, $"P:{type.FullName}.{property.Name}"))} |\n");
        }

        return page.ToString();
    }

    /// <summary>The names that a section may have: the constants of the class that reads it.</summary>
    public static string[] KeysOf(Assembly assembly, string reader, string field = "Keys") =>
        (string[])assembly.GetType(reader, throwOnError: true)!.GetField(field, BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;

    private static string Shown(object? value) => value switch
    {
        null => "`null`",
        TimeSpan time => $"`{time:c}`",
        bool flag => flag ? "`true`" : "`false`",
        string text => $"`{text}`",
        Enum word => $"`{word}`",
        IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
        IEnumerable list => list.Cast<object>().Select(entry => entry.ToString()).ToArray() is { Length: > 0 } entries ? $"`{string.Join(", ", entries)}`" : "empty",
        _ => "",
    };

    private static string TextOf(Type type, string member)
    {
        if (!Texts.TryGetValue(type.Assembly, out Dictionary<string, XElement>? members))
        {
            XDocument file = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{type.Assembly.GetName().Name}.xml"));
            members = file.Descendants("member").ToDictionary(element => element.Attribute("name")!.Value, StringComparer.Ordinal);
            Texts.Add(type.Assembly, members);
        }

        return members.TryGetValue(member, out XElement? found)
            ? WhiteSpace().Replace(Plain(found.Element("summary")!, type), " ").Trim()
            : throw new InvalidOperationException($"{member} has no summary.");
    }

    private static string Plain(XElement element, Type type) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see when see.Attribute("langword") is { } word => $"`{word.Value}`",
        XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { } target => $"`{ShortName(target.Value, type)}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other => $" {Plain(other, type)} ",
        _ => "",
    }));

    // "P:AuthStrategies.JwtStrategyOptions.Issuer" is Issuer in the table of JwtStrategyOptions, and JwtStrategyOptions.Issuer elsewhere.
    private static string ShortName(string target, Type type)
    {
        string name = Arguments().Replace(target[2..], "");
        string[] parts = name.Split('.');
        return target[0] == 'T' || name == $"{type.FullName}.{parts[^1]}" ? parts[^1] : string.Join('.', parts[^2..]);
    }

    private static string Wrapped(string text)
    {
        StringBuilder lines = new();
        int length = 0;
        foreach (string word in text.Split(' '))
        {
            bool fits = length + 1 + word.Length <= LongestLine;
            lines.Append(length == 0 ? "" : fits ? " " : "\n").Append(word);
            length = length > 0 && fits ? length + 1 + word.Length : word.Length;
        }

        return lines.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"\(.*\)|`\d+")]
    private static partial Regex Arguments();
}
