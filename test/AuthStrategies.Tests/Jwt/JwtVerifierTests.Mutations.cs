using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using System.Text;

namespace AuthStrategies.Tests.Jwt;

/// <summary>
/// Damaged tokens by the hundred thousand, with Microsoft's JsonWebTokenHandler for a second opinion. 100,000 of them in
/// every run; a million, and others each time, by
/// <c>AUTHSTRATEGIES_MUTATIONS=1000000 AUTHSTRATEGIES_SEED=$RANDOM dotnet test test/AuthStrategies.Tests --filter JwtVerifierTests</c>.
/// </summary>
public sealed partial class JwtVerifierTests
{
    private static readonly int Count = Setting("AUTHSTRATEGIES_MUTATIONS", 100_000);
    private static readonly int Seed = Setting("AUTHSTRATEGIES_SEED", 1) * 1_000_003;

    private readonly JwtFixture _fixture = new(
        options =>
        {
            options.SigningKeys.Add(ForgeKey.Of("HS256").Key);
            options.SigningKeys.Add(ForgeKey.Of("ES256").Key);
        },
        Microsoft.Extensions.Logging.LogLevel.None);

    private readonly HandlerOracle _oracle = new(ForgeKey.Of("HS256"), ForgeKey.Of("ES256"));

    [Test]
    [Property("Requirement", "L-02")]
    [Property("Requirement", "C-11")]
    [Property("Requirement", "I-03")]
    public void AuthenticateAsync_AnyDamage_IsAnsweredAsDocumented()
    {
        ConcurrentQueue<string> complaints = new();
        int accepted = 0;
        int refused = 0;
        int stricter = 0;
        Parallel.For(0, Count, (i, loop) =>
        {
            (string token, string story) = TokenMutator.Make(unchecked(Seed + i));
            Status status = Check(token);
            Interlocked.Add(ref accepted, status.Accepted ? 1 : 0);
            Interlocked.Add(ref refused, status.Accepted ? 0 : 1);
            Interlocked.Add(ref stricter, status.IsStricter ? 1 : 0);
            if (status.Complaint is null)
                return;

            complaints.Enqueue($"{Shrink(unchecked(Seed + i)) ?? story}: {status.Complaint}: {Show(token)}");
            if (complaints.Count > 20)
                loop.Stop();
        });

        TestContext.Out.WriteLine($"{accepted} accepted, {refused} refused, {stricter} of them accepted by the other");
        Assert.That(complaints, Is.Empty, string.Join('\n', complaints));
        Assert.That(accepted, Is.GreaterThan(Count / 10));
        Assert.That(refused, Is.GreaterThan(Count / 10));
        Assert.That(stricter, Is.GreaterThan(Count / 200));
    }

    private Status Check(string token)
    {
        AuthResult ours;
        try
        {
            Task<AuthResult> call = _fixture.Strategy.AuthenticateAsync(token).AsTask();
            if (!call.IsCompletedSuccessfully)
                return new(false, false, "not answered at once");

            ours = call.Result;
        }
        catch (Exception exception)
        {
            return new(false, false, $"{exception.GetType().Name} escaped");
        }

        ClaimsIdentity? theirs = _oracle.Verify(token);
        if (ours.Succeeded)
            return new(true, false, Differs(ours.Principal, theirs));
        if (!ours.IsApplicable)
            return new(false, false, token.Contains('.', StringComparison.Ordinal) ? "a text with a dot was not applicable" : null);
        if (theirs is null)
            return new(false, false, null);

        return new(false, true, RefusalGrounds.Find(token, ours.Failure!) is null ? $"only the other accepts, and no requirement says why we don't ({ours.Failure})" : null);
    }

    private static string? Differs(ClaimsPrincipal ours, ClaimsIdentity? theirs)
    {
        if (theirs is null)
            return "only we accept";
        if (theirs.FindFirst("sub")?.Value != ours.FindFirst("sub")!.Value)
            return "another subject";

        foreach (Claim claim in ours.Claims.Where(claim => claim.ValueType == ClaimValueTypes.String))
        {
            // A number in an unusual spelling keeps its text with us; the other rewrites it.
            bool isNumber = double.TryParse(claim.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
            if (isNumber ? !theirs.HasClaim(other => other.Type == claim.Type) : !theirs.HasClaim(claim.Type, claim.Value))
                return $"another claim {claim.Type}";
        }

        return null;
    }

    /// <summary>The fewest defects of that seed that still lead to a complaint.</summary>
    private string? Shrink(int seed)
    {
        for (int steps = 0; steps < 5; steps++)
        {
            (string token, string story) = TokenMutator.Make(seed, steps);
            if (Check(token).Complaint is not null)
                return $"{story} (shrunk to {steps}: {Show(token)})";
        }

        return null;
    }

    private static string Show(string token) => string.Join(" . ", token.Split('.').Take(2).Select(part =>
    {
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part));
        }
        catch (FormatException)
        {
            return part;
        }
    }));

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    private readonly record struct Status(bool Accepted, bool IsStricter, string? Complaint);
}
