using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.AspNetCore.Tests.Hosting;

namespace AuthStrategies.AspNetCore.Tests.DeviceBinding;

/// <summary>A browser with a key, as Chromium speaks: it writes each request itself, so that a test can change any part.</summary>
internal sealed class DeviceBrowser(TestHost host) : IDisposable
{
    public const string Registration = "/auth/device/register";
    public const string Refreshing = "/auth/device/refresh";

    /// <summary>For how long after its registration the session strategy accepts requests without a bound cookie.</summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(10);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The value of the session's cookie.</summary>
    public string Session { get; set; } = "";

    /// <summary>The value of the bound cookie.</summary>
    public string? Bound { get; set; }

    /// <summary>The challenge of the sign-in.</summary>
    public string Challenge { get; private set; } = "";

    /// <summary>The session identifier of the instructions.</summary>
    public string Id { get; set; } = "";

    public string Jwk
    {
        get
        {
            ECPoint point = _key.ExportParameters(includePrivateParameters: false).Q;
            return $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        }
    }

    public string[] Cookies => [.. new[] { $"Cookie: __Host-auth={Session}", Bound is null ? "" : $"Cookie: __Host-auth-bound={Bound}" }.Where(line => line.Length > 0)];

    /// <summary>Logs in and keeps what the server says.</summary>
    public async Task<RawAnswer> LogInAsync(string user = "alice", params string[] headers)
    {
        RawAnswer answer = await host.SendAsync($"POST /login/{user}", headers);
        Session = answer.CookieValue("__Host-auth")!;
        if (answer.One("Secure-Session-Registration") is { } offer)
            Challenge = offer.Split("challenge=\"")[1].Split('"')[0];
        return answer;
    }

    /// <summary>Registers the key.</summary>
    public async Task<RawAnswer> RegisterAsync(string? proof = null)
    {
        RawAnswer answer = await host.SendAsync($"POST {Registration}", [.. Cookies, $"Secure-Session-Response: {proof ?? Proof(Challenge, withKey: true)}"]);
        Take(answer);
        if (answer.Status == 200)
            Id = answer.Body.Split("\"session_identifier\":\"")[1].Split('"')[0];
        return answer;
    }

    /// <summary>Asks for a challenge; the browser need not send any cookie.</summary>
    public Task<RawAnswer> AskAsync(string? id = null) => host.SendAsync($"POST {Refreshing}", $"Sec-Secure-Session-Id: {id ?? Id}");

    /// <summary>Asks for a challenge and answers it.</summary>
    public async Task<RawAnswer> RefreshAsync()
    {
        RawAnswer asked = await AskAsync();
        return asked.Status == 403 ? await AnswerAsync(Proof(ChallengeOf(asked))) : asked;
    }

    /// <summary>Answers a challenge.</summary>
    public async Task<RawAnswer> AnswerAsync(params string[] proofs)
    {
        RawAnswer answer = await host.SendAsync($"POST {Refreshing}", [$"Sec-Secure-Session-Id: {Id}", .. proofs.Select(proof => $"Secure-Session-Response: {proof}")]);
        Take(answer);
        return answer;
    }

    public async Task LogInAndRegisterAsync(string user = "alice")
    {
        await LogInAsync(user);
        RawAnswer answer = await RegisterAsync();
        Assert.That(answer.Status, Is.EqualTo(200), answer.Text);
        // From here on a request needs the bound cookie.
        host.App.Time.Advance(GracePeriod);
    }

    public Task<RawAnswer> GetAsync(string path = "/me") => host.SendAsync($"GET {path}", Cookies);

    public static string ChallengeOf(RawAnswer answer) => answer.One("Secure-Session-Challenge")!.Split('"')[1];

    /// <summary>A proof, signed by the key.</summary>
    public string Proof(string challenge, bool withKey = false, string? header = null, string? payload = null)
    {
        header ??= withKey ? $$"""{"alg":"ES256","jwk":{{Jwk}},"typ":"dbsc+jwt"}""" : """{"alg":"ES256","typ":"dbsc+jwt"}""";
        string input = $"{Part(header)}.{Part(payload ?? $$"""{"jti":"{{challenge}}"}""")}";
        return $"{input}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }

    public void Dispose() => _key.Dispose();

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private void Take(RawAnswer answer)
    {
        Bound = answer.CookieValue("__Host-auth-bound") ?? Bound;
        Session = answer.CookieValue("__Host-auth") ?? Session;
    }
}
