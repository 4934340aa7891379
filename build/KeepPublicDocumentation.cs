using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Removes from a documentation file what PublicAPI.*.txt do not list. A member is compared by its name and its number of parameters.</summary>
public sealed class KeepPublicDocumentation : Task
{
    [Required]
    public string Documentation { get; set; }

    [Required]
    public ITaskItem[] PublicApi { get; set; }

    public override bool Execute()
    {
        var visible = new HashSet<string>(PublicApi.SelectMany(file => File.ReadLines(file.ItemSpec)).Where(line => line.Length > 0 && line[0] != '#').Select(OfApi));
        XDocument document = XDocument.Load(Documentation, LoadOptions.PreserveWhitespace);
        XElement[] hidden = document.Descendants("member").Where(member => !visible.Contains(OfDocumentation((string)member.Attribute("name")))).ToArray();
        foreach (XElement member in hidden)
        {
            // The white space before it.
            (member.PreviousNode as XText)?.Remove();
            member.Remove();
        }

        document.Save(Documentation, SaveOptions.DisableFormatting);
        return true;
    }

    // "static A.B<T>.C(int x, D<E, F>! y) -> void" becomes "A.B.C 2".
    private static string OfApi(string line)
    {
        string name = Regex.Replace(line, @"^(?:(?:static|const|abstract|virtual|override|readonly|sealed|~) ?)+", "");
        name = Regex.Split(name, " -> | = ")[0];
        Match operation = Regex.Match(name, @"^(?<type>.*)\.(?:(?:implicit|explicit) )?operator [^(]*(?<parameters>\(.*)$");
        if (operation.Success)
            return operation.Groups["type"].Value + ".op " + Parameters(operation.Groups["parameters"].Value, "<([", ">)]");

        int start = name.IndexOfAny(new[] { '(', '[' });
        string list = start < 0 ? "" : name.Substring(start);
        string path = Regex.Replace(start < 0 ? name : name.Substring(0, start), "<[^.]*?>|[!?]", "");
        string[] parts = path.Split('.');
        string last = parts[parts.Length - 1];
        if (last == "get" || last == "set" || last == "init")
            path = path.Substring(0, path.LastIndexOf('.'));
        else if (parts.Length > 1 && last == parts[parts.Length - 2] && list.Length > 0)
            path = path.Substring(0, path.LastIndexOf('.')) + ".#ctor";
        return path + " " + Parameters(list, "<([", ">)]");
    }

    // "M:A.B`1.C``1(System.Int32,D{E,F})" becomes "A.B.C 2".
    private static string OfDocumentation(string id)
    {
        int start = id.IndexOf('(');
        string list = start < 0 ? "" : id.Substring(start);
        string path = Regex.Replace((start < 0 ? id : id.Substring(0, start)).Substring(2), "`+[0-9]+", "");
        return Regex.Replace(path, @"\.op_\w+$", ".op") + " " + Parameters(list, "{([", "})]");
    }

    private static int Parameters(string list, string open, string close)
    {
        if (list.Length == 0 || list.StartsWith("()", System.StringComparison.Ordinal))
            return 0;

        int depth = 0;
        int count = 1;
        foreach (char c in list)
        {
            if (open.IndexOf(c) >= 0)
                depth++;
            else if (close.IndexOf(c) >= 0 && --depth == 0)
                break;
            else if (c == ',' && depth == 1)
                count++;
        }

        return count;
    }
}
