using System.Globalization;

namespace AuthStrategies.Crash.Tests.Children;

/// <summary>What the clients of a process were told before it died.</summary>
internal sealed class ClientLog(IReadOnlyList<string> lines)
{
    public ClientLogin? Issued => Login(OutputLines.Issued);

    public ClientLogin? Refreshed => Login(OutputLines.Refreshed);

    public bool Revoked => Rest(OutputLines.Revoked) is not null;

    public int? RevokedOthers => Rest(OutputLines.RevokedOthers) is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : null;

    public bool Anything => lines.Count > 0;

    /// <summary>How many exchanges with the vault the act took; only the process that came to the end of it says that.</summary>
    public int Exchanges => int.Parse(Rest(OutputLines.Exchanges)!, CultureInfo.InvariantCulture);

    private ClientLogin? Login(string word) => Rest(word) is { } text ? ClientLogin.Parse(text) : null;

    private string? Rest(string word) => lines.FirstOrDefault(line => line.StartsWith(word + " ", StringComparison.Ordinal))?[(word.Length + 1)..];
}
