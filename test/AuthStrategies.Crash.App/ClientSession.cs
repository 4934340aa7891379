namespace AuthStrategies.Crash;

/// <summary>What a client keeps of its session.</summary>
/// <param name="Access">What it shows with each request.</param>
/// <param name="Lasting">What it goes on with: the refresh token where there is one.</param>
/// <param name="Id">The public name of the session.</param>
public sealed record ClientSession(string Access, string Lasting, SessionId Id)
{
    public static ClientSession Of(IssuedCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new(credential.Value, credential.RefreshToken ?? credential.Value, credential.SessionId!.Value);
    }

    public static ClientSession Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] words = text.Split(' ');
        return new(words[0], words[1], SessionId.Parse(words[2]));
    }

    /// <summary>As <see cref="Parse"/> reads it. Only for a pipe between processes of a test: it is everything one needs to be this client.</summary>
    public string ToLine() => $"{Access} {Lasting} {Id}";
}
