using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Jwt.Encryption;

/// <summary>
/// Damaged encrypted tokens by the ten thousand, with Microsoft's JsonWebTokenHandler for a second opinion. More, and others:
/// <c>AUTHSTRATEGIES_MUTATIONS=1000000 AUTHSTRATEGIES_SEED=$RANDOM dotnet test test/AuthStrategies.Tests --filter JwtDecryptorTests</c>.
/// </summary>
public sealed partial class JwtDecryptorTests
{
    private static readonly int Count = Setting("AUTHSTRATEGIES_MUTATIONS", 40_000);
    private static readonly int Seed = Setting("AUTHSTRATEGIES_SEED", 1) * 1_000_003;
    private static readonly AuthFailureReason[] Reasons = Enum.GetValues<AuthFailureReason>();

    private readonly JwtFixture _fixture = JweFixture.Encrypting(options =>
    {
        options.SigningKeys.Add(ForgeKey.Of("HS256").Key);
        options.SigningKeys.Add(ForgeKey.Of("ES256").Key);
        options.DecryptionKeys.Add(JweForge.OtherKey);
    });

    private readonly HandlerOracle _oracle = new(ForgeKey.Of("HS256"), ForgeKey.Of("ES256"))
    {
        DecryptionSecrets = new Dictionary<string, byte[]> { [JweForge.KeyId] = JweForge.Secret, ["enc-2"] = JweForge.OtherSecret },
    };

    [Test]
    [Property("Requirement", "L-02")]
    [Property("Requirement", "T-13")]
    [Property("Requirement", "I-03")]
    public void AuthenticateAsync_AnyDamage_IsAnsweredAsDocumented()
    {
        ConcurrentQueue<string> complaints = new();
        ConcurrentDictionary<AuthFailureReason, int> reasons = new();
        int accepted = 0;
        int stricter = 0;
        Parallel.For(0, Count, (i, loop) =>
        {
            string token = JweMutator.Make(unchecked(Seed + i));
            (AuthFailureReason? reason, bool theirs, string? complaint) = Check(token);
            if (reason is { } ground)
                reasons.AddOrUpdate(ground, 1, (_, count) => count + 1);
            Interlocked.Add(ref accepted, reason is null ? 1 : 0);
            Interlocked.Add(ref stricter, reason is not null && theirs ? 1 : 0);
            if (complaint is null)
                return;

            complaints.Enqueue($"seed {unchecked(Seed + i)}: {complaint}: {token}");
            if (complaints.Count > 20)
                loop.Stop();
        });

        TestContext.Out.WriteLine($"{accepted} accepted, {stricter} accepted by the other only; {string.Join(", ", reasons.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}"))}");
        Assert.That(complaints, Is.Empty, string.Join('\n', complaints));
        Assert.That(accepted, Is.GreaterThan(Count / 20));
        Assert.That(stricter, Is.GreaterThan(Count / 200));
        Assert.That(reasons.Keys, Is.SupersetOf(new[] { Malformed, Undecryptable, UnsupportedAlgorithm, BadSignature }));
    }

    private (AuthFailureReason? Reason, bool Theirs, string? Complaint) Check(string token)
    {
        AuthResult ours;
        try
        {
            Task<AuthResult> call = _fixture.Strategy.AuthenticateAsync(token).AsTask();
            if (!call.IsCompletedSuccessfully)
                return (null, false, "not answered at once");

            ours = call.Result;
        }
        catch (Exception exception)
        {
            return (null, false, $"{exception.GetType().Name} escaped");
        }

        ClaimsIdentity? theirs = _oracle.Verify(token);
        if (ours.Succeeded)
            return (null, theirs is not null, theirs is null ? "only we accept" : theirs.FindFirst("sub")?.Value == ours.Principal.FindFirst("sub")!.Value ? null : "another subject");
        if (!ours.IsApplicable)
            return (null, false, token.Contains('.', StringComparison.Ordinal) ? "a text with a dot was not applicable" : null);

        AuthFailureReason reason = ours.Failure!.Reason;
        if (!Reasons.Contains(reason))
            return (reason, false, "no such reason");

        return (reason, theirs is not null, theirs is null || Ground(token, ours.Failure) is not null ? null : $"only the other accepts, and no requirement says why we don't ({ours.Failure})");
    }

    /// <summary>Why a token that the other accepts has to be refused, found by other means than the library's own.</summary>
    private static string? Ground(string token, AuthFailure failure)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 5)
            return RefusalGrounds.Find(token, failure);
        if (Shape(parts) is { } shape)
            return shape;
        if (Header(parts[0]) is { } header)
            return header;

        string? signed = Open(token);
        return signed is null ? failure.Reason == Undecryptable ? "T-13" : null : failure.Reason == Undecryptable ? null : RefusalGrounds.Find(signed, failure);
    }

    private static string? Shape(string[] parts)
    {
        if (parts[1].Length != 0)
            return "T-13";

        string[] full = [parts[0], .. parts[2..]];
        if (full.Any(part => part.Length == 0 || part.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))))
            return "T-01";

        return full.Any(part => part.Length % 4 == 1 || TokenForge.Part(Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '='))) != part) ? "T-02" : null;
    }

    private static string? Header(string part)
    {
        try
        {
            string text = new System.Text.UTF8Encoding(false, true).GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part));
            if (!text.EndsWith('}'))
                return "T-03";

            using JsonDocument document = JsonDocument.Parse(text, new() { MaxDepth = 32 });
            string[] names = [.. document.RootElement.EnumerateObject().Select(member => member.Name)];
            if (names.Distinct(StringComparer.Ordinal).Count() != names.Length || document.RootElement.EnumerateObject().Any(member => member.Value.GetRawText() == "{\"a\":1,\"a\":2}"))
                return "T-04";
            if (names.Contains("crit"))
                return "T-07";
            if (names.Contains("b64"))
                return "T-08";
            if (names.Contains("zip"))
                return "T-13";
            if (Text(document, "alg") != "dir" || Text(document, "enc") != "A256CBC-HS512")
                return "T-05";
            if (names.Contains("cty") && !string.Equals(Text(document, "cty"), "JWT", StringComparison.OrdinalIgnoreCase))
                return "T-13";
            if (names.Contains("typ") && Text(document, "typ") is null)
                return "T-09";
            if (Text(document, "kid") is not (JweForge.KeyId or "enc-2"))
                return "T-11";

            // A member that only escapes can spell wrongly.
            foreach (JsonProperty member in document.RootElement.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String))
                _ = member.Value.GetString();
            return null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            return "T-03";
        }
    }

    private static string? Text(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static string? Open(string token)
    {
        try
        {
            return JweForge.Open(token);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
