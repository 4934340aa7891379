using System.Globalization;

namespace AuthStrategies.Crash.Tests.Children;

/// <summary>What the clients of a process were told before it died.</summary>
internal sealed class ClientLog(IReadOnlyList<string> lines)
{
    public ClientSession? Issued => Session(OutputLines.Issued);

    public ClientSession? Refreshed => Session(OutputLines.Refreshed);

    public bool Revoked => Rest(OutputLines.Revoked) is not null;

    public int? RevokedOthers => Rest(OutputLines.RevokedOthers) is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : null;

    public bool Anything => lines.Count > 0;

    /// <summary>How many exchanges with the store the act took; only the process that came to the end of it says that.</summary>
    public int Exchanges => int.Parse(Rest(OutputLines.Exchanges)!, CultureInfo.InvariantCulture);

    private ClientSession? Session(string word) => Rest(word) is { } text ? ClientSession.Parse(text) : null;

    private string? Rest(string word) => lines.FirstOrDefault(line => line.StartsWith(word + " ", StringComparison.Ordinal))?[(word.Length + 1)..];
}
