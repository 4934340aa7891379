using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Claims;
using AuthStrategies.Tests.Jwt;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests.Behavior;

/// <summary>Nothing of a token, a key or a claim's value gets out.</summary>
[NonParallelizable]
public sealed class JwtSecrecyTests
{
    private const int Window = 8;

    [Test]
    [Property("Requirement", "L-01")]
    [Property("Requirement", "L-04")]
    public async Task EveryVerb_AnyToken_LeaksNothing()
    {
        ConcurrentQueue<string> said = new();
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == AuthStrategiesTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                said.Enqueue(activity.DisplayName + activity.StatusDescription);
                foreach ((string name, object? value) in activity.TagObjects)
                    said.Enqueue($"{name}={value}");
            },
        };
        ActivitySource.AddActivityListener(listener);
        JwtFixture fixture = new(logLevel: LogLevel.Trace);
        ClaimsPrincipal principal = new(new ClaimsIdentity([new("sub", "subject-0123456789"), new("name", "name-0123456789"), new("exp", "secretexp-1")], "password"));
        IssuedCredential issued = await fixture.Strategy.IssueAsync(principal);
        said.Enqueue(issued.ToString());
        said.Enqueue(fixture.Options.SigningKeys[0].ToString());
        List<string> tokens = [issued.Value, .. HostileTokens.All];

        foreach (string token in tokens)
        {
            AuthResult result = fixture.Authenticate(token);
            said.Enqueue(result.ToString());
            said.Enqueue($"{result.Failure}");
            said.Enqueue((await fixture.Strategy.RefreshAsync(token)).ToString());
            said.Enqueue((await fixture.Strategy.RevokeAsync(token)).ToString());
        }

        try
        {
            await new JwtFixture(options => options.MaxTokenLength = 256).Strategy.IssueAsync(principal);
            Assert.Fail("It was to throw.");
        }
        catch (ArgumentException exception)
        {
            said.Enqueue(exception.ToString());
        }

        HashSet<string> secrets = [.. tokens.SelectMany(Windows), .. Windows("subject-0123456789"), .. Windows("name-0123456789"), .. Windows("secretexp-1"), .. Windows(Convert.ToBase64String(ForgeKey.Of("HS256").Secret))];
        string all = string.Join('\n', said.Concat(fixture.Log.Lines));
        Assert.That(all, Does.Contain("BadSignature").And.Contain("authenticate"));
        Assert.That(Windows(all).FirstOrDefault(secrets.Contains), Is.Null);
    }

    private static IEnumerable<string> Windows(string text)
    {
        for (int i = 0; i + Window <= text.Length; i++)
            yield return text.Substring(i, Window);
    }
}
