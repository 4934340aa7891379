using System.Globalization;

namespace AuthStrategies.Testing.Fakes;

/// <summary>The text of a fake's credential: <c>fake~name~session id~number</c>. Each value has one spelling.</summary>
internal static class FakeCredential
{
    private const char Separator = '~';
    private const string Scheme = "fake~";

    public static string PrefixOf(string strategy) => Scheme + strategy + Separator;

    public static string Text(FakeSession session, int number) => PrefixOf(session.Strategy) + session.Id + Separator + number.ToString(CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out string strategy, out SessionId id, out int number)
    {
        (strategy, id, number) = ("", default, 0);
        int last = text.LastIndexOf(Separator);
        int middle = last - SessionId.TextLength - 1;
        if (!text.StartsWith(Scheme, StringComparison.Ordinal) || middle < Scheme.Length || text[middle] != Separator)
            return false;

        strategy = text[Scheme.Length..middle];
        return SessionId.TryParse(text[(middle + 1)..last], out id)
            && int.TryParse(text.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number.ToString(CultureInfo.InvariantCulture).Length == text.Length - last - 1;
    }
}
