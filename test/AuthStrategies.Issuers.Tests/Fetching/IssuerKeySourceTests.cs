using System.Net;
using AuthStrategies.Issuers.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Issuers.Tests.Fetching;

/// <summary>When keys are fetched, and what is answered in between, seen through the strategy that has them.</summary>
[TestFixture]
public sealed partial class IssuerKeySourceTests
{
    private static readonly JwtKey Old = JwtKey.Generate("ES256", "old");
    private static readonly JwtKey New = JwtKey.Generate("ES256", "new");

    private static readonly Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Down = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));

    [Test]
    public async Task Authenticate_FirstToken_WaitsForTheKeys()
    {
        using PartnerFixture app = new();
        app.Handler.Publish(Old);

        AuthResult result = await app.Strategy.AuthenticateAsync(app.Issue(Old));

        Assert.That(result.Succeeded, Is.True);
        Assert.That(result.Principal!.FindFirst("sub")!.Value, Is.EqualTo("alice"));
        Assert.That(app.Handler.Asked, Is.EqualTo([IssuerHandler.MetadataAddress, IssuerHandler.JwksAddress]));
        Assert.That(app.Log.Ids.Where(id => id >= 400), Is.EqualTo([400]));
    }

    [Test]
    public async Task State_OfTheSource_SaysHowOldTheKeysAre()
    {
        using PartnerFixture app = new();
        app.Handler.Publish(Old);
        DateTimeOffset fetchedAt = app.Time.GetUtcNow();

        JwtKeySourceState? before = SourceOf(app).State;
        await app.ReasonAsync(app.Issue(Old));
        JwtKeySourceState after = SourceOf(app).State!;

        Assert.That(before, Is.Null);
        Assert.That((after.FetchedAt, after.RefreshBy, after.UsableUntil), Is.EqualTo((fetchedAt, fetchedAt.AddHours(1), fetchedAt.AddHours(24))));
    }

    private static IJwtKeySource SourceOf(PartnerFixture app) => app.Services.GetRequiredKeyedService<IJwtKeySource>(PartnerFixture.Name);

    [Test]
    [Property("Requirement", "F-34")]
    public async Task Authenticate_FromAKeySetAddress_AsksForNothingElse()
    {
        using PartnerFixture app = new(options => (options.MetadataAddress, options.JwksAddress) = (null, IssuerHandler.JwksAddress));
        app.Handler.Publish(Old);

        Assert.That(await app.ReasonAsync(app.Issue(Old)), Is.Null);
        Assert.That(app.Handler.Asked, Is.EqualTo([IssuerHandler.JwksAddress]));
    }

    [Test]
    [Property("Requirement", "F-34")]
    public async Task Authenticate_BeforeAnyKeyIsKnown_CannotTell()
    {
        using PartnerFixture app = new();
        app.Handler.Instead = Down;
        string token = app.Issue(Old);

        Assert.That(() => app.Strategy.AuthenticateAsync(token).AsTask(), Throws.TypeOf<IssuerKeysException>().With.InnerException.Message.Contains("answered 503"));
        // In the cool-down no fetch is made, and the answer is the same.
        Assert.That(() => app.Strategy.AuthenticateAsync(token).AsTask(), Throws.TypeOf<IssuerKeysException>());
        Assert.That(app.Handler.Asked, Has.Count.EqualTo(1));
        app.Handler.Instead = null;
        app.Handler.Publish(Old);
        app.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.That(await app.ReasonAsync(token), Is.Null);
        Assert.That(app.Log.Ids.Where(id => id >= 400), Is.EqualTo([402, 403, 400]));
    }

    [Test]
    [Property("Requirement", "F-34")]
    public async Task Authenticate_WhileTheIssuerIsDown_UsesTheLastKeysUpToTheirGreatestAge()
    {
        using PartnerFixture app = new();
        app.Handler.Publish(Old);
        string token = app.Issue(Old, lifetime: TimeSpan.FromHours(24));
        await app.ReasonAsync(token);
        app.Handler.Instead = Down;
        // The first that asks after the interval waits for the answer, and goes on with the last keys when there is none.
        app.Time.Advance(TimeSpan.FromHours(1));
        Assert.That(await app.ReasonAsync(token), Is.Null);
        app.Time.Advance(TimeSpan.FromHours(23) - TimeSpan.FromSeconds(5));

        Assert.That(await app.ReasonAsync(token), Is.Null);
        await PartnerFixture.UntilAsync(() => Task.FromResult(app.Handler.Asked.Count == 4));
        app.Time.Advance(TimeSpan.FromSeconds(5));
        await AssertUnavailableAsync(app, app.Issue(Old));
        app.Handler.Instead = null;
        app.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.That(await app.ReasonAsync(app.Issue(Old)), Is.Null);
        Assert.That(app.Log.Count(401), Is.GreaterThan(0));
        Assert.That(app.Log.Entries.Count(entry => entry.Level == LogLevel.Error && entry.Id is 401 or 402), Is.EqualTo(1), "one line for the outage");
    }

    [Test]
    [Property("Requirement", "F-34")]
    public async Task Authenticate_AfterHalfTheInterval_FetchesInTheBackground()
    {
        using PartnerFixture app = new();
        app.Handler.Publish(Old);
        string token = app.Issue(Old);
        await app.ReasonAsync(token);
        TaskCompletionSource answer = new();
        app.Handler.Instead = async (_, _) =>
        {
            await answer.Task;
            return IssuerHandler.Ok(app.Handler.Metadata);
        };
        app.Time.Advance(TimeSpan.FromMinutes(30));

        ValueTask<AuthResult> call = app.Strategy.AuthenticateAsync(token);

        Assert.That(call.IsCompletedSuccessfully && call.Result.Succeeded, Is.True, "the caller does not wait");
        await PartnerFixture.UntilAsync(() => Task.FromResult(app.Handler.Asked.Count == 3));
        answer.SetResult();
    }

    [TestCase(true)]
    [TestCase(false)]
    [Property("Requirement", "F-34")]
    public async Task Authenticate_WithAKeyThatWasRemovedWhileAnEarlierFetchIsUnderWay_IsRefusedAfterTheInterval(bool isAnswered)
    {
        using PartnerFixture app = new(options => (options.MetadataAddress, options.JwksAddress) = (null, IssuerHandler.JwksAddress));
        app.Handler.Publish(Old, New);
        string token = app.Issue(Old);
        await app.ReasonAsync(token);
        string before = app.Handler.Jwks;
        TaskCompletionSource answer = new();
        app.Handler.Instead = async (_, _) =>
        {
            await answer.Task;
            return isAnswered ? IssuerHandler.Ok(before) : throw new HttpRequestException("no answer");
        };
        app.Time.Advance(TimeSpan.FromMinutes(30));
        await app.ReasonAsync(token);
        await PartnerFixture.UntilAsync(() => Task.FromResult(app.Handler.Fetches == 2));
        app.Handler.Instead = null;
        app.Handler.Publish(New);
        app.Time.Advance(TimeSpan.FromHours(1));

        Task<AuthFailureReason?> asked = app.ReasonAsync(token);
        answer.SetResult();

        Assert.That(await asked, Is.EqualTo(AuthFailureReason.UnknownKey));
    }

    [Test]
    [Property("Requirement", "F-34")]
    public async Task Authenticate_WithAKeyThatTheIssuerRemoved_IsRefusedAfterTheInterval()
    {
        using PartnerFixture app = new();
        app.Handler.Publish(Old, New);
        string token = app.Issue(Old);
        Assert.That(await app.ReasonAsync(token), Is.Null);
        app.Handler.Publish(New);
        app.Time.Advance(TimeSpan.FromHours(1));

        Assert.That(await app.ReasonAsync(token), Is.EqualTo(AuthFailureReason.UnknownKey), "also from the cache of verified tokens");
        Assert.That(await app.ReasonAsync(app.Issue(New)), Is.Null);
    }

    [Test]
    [Property("Requirement", "F-34")]
    public async Task Authenticate_WithAnEmptyKeySet_RefusesAndSaysSo()
    {
        using PartnerFixture app = new();

        Assert.That(await app.ReasonAsync(app.Issue(Old)), Is.EqualTo(AuthFailureReason.UnsupportedAlgorithm));
        Assert.That(app.Log.Count(407), Is.EqualTo(1));
    }

    private static IEnumerable<TestCaseData> Replacements()
    {
        yield return new TestCaseData(New).SetArgDisplayNames("another id");
        yield return new TestCaseData(JwtKey.Generate("ES256", "old")).SetArgDisplayNames("the same id");
        yield return new TestCaseData(JwtKey.Generate("RS256", "rsa")).SetArgDisplayNames("another algorithm");
        yield return new TestCaseData(JwtKey.Generate("PS384", "old")).SetArgDisplayNames("the same id and another algorithm");
    }

    [TestCaseSource(nameof(Replacements))]
    [Property("Requirement", "F-34")]
    public async Task Authenticate_WithTheKeyThatReplacedAnother_IsAcceptedByTheFirstToken(JwtKey next)
    {
        using PartnerFixture app = new();
        app.Handler.Publish(Old);
        string before = app.Issue(Old);
        await app.ReasonAsync(before);
        app.Handler.Publish(next);
        app.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.That(await app.ReasonAsync(app.Issue(next)), Is.Null);
        Assert.That(await app.ReasonAsync(before), Is.Not.Null);
        Assert.That(app.Handler.Fetches, Is.EqualTo(2));
    }

    [Test]
    public async Task Authenticate_WithAlgorithmsThatTheOptionsName_DoesNotAskForOthers()
    {
        using PartnerFixture app = new(jwt: options => options.Algorithms.Add("ES256"));
        app.Handler.Publish(Old);
        await app.ReasonAsync(app.Issue(Old));
        app.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.That(await app.ReasonAsync(PartnerFixture.Forge("x", algorithm: "RS256")), Is.EqualTo(AuthFailureReason.UnsupportedAlgorithm));
        Assert.That(app.Handler.Fetches, Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "F-34")]
    public async Task Authenticate_WithAnUnknownKeyWhileTheIssuerIsDown_CannotTell()
    {
        using PartnerFixture app = new();
        app.Handler.Publish(Old);
        string known = app.Issue(Old);
        await app.ReasonAsync(known);
        app.Handler.Instead = Down;
        app.Time.Advance(TimeSpan.FromSeconds(10));

        await AssertUnavailableAsync(app, app.Issue(New));
        await AssertUnavailableAsync(app, PartnerFixture.Forge("random"));
        Assert.That(await app.ReasonAsync(known), Is.Null);
        Assert.That(await app.ReasonAsync(PartnerFixture.Forge("old")), Is.EqualTo(AuthFailureReason.BadSignature), "the key is known");
        Assert.That(app.Handler.Asked, Has.Count.EqualTo(3));
    }

    [Test]
    [Property("Requirement", "F-34")]
    [Property("Requirement", "M-07")]
    public async Task Authenticate_AfterTheClockWasSetBack_FetchesAgain()
    {
        using PartnerFixture app = new();
        app.Handler.Publish(Old);
        app.Time.Advance(TimeSpan.FromDays(2));
        await app.ReasonAsync(app.Issue(Old));
        app.Handler.Publish(New);
        app.Time.AdjustTime(PartnerFixture.Start);

        Assert.That(await app.ReasonAsync(app.Issue(Old)), Is.EqualTo(AuthFailureReason.UnknownKey), "a clock that was ahead prolongs nothing");
        Assert.That(app.Handler.Fetches, Is.EqualTo(2));
    }

    [Test]
    public async Task Authenticate_CancelledWhileItWaits_EndsTheWaitOnly()
    {
        using PartnerFixture app = new();
        app.Handler.Publish(Old);
        TaskCompletionSource answer = new();
        app.Handler.Instead = async (request, _) =>
        {
            await answer.Task;
            return IssuerHandler.Ok(request.RequestUri!.AbsoluteUri == IssuerHandler.JwksAddress ? app.Handler.Jwks : app.Handler.Metadata);
        };
        string token = app.Issue(Old);
        using CancellationTokenSource gone = new();
        Task<AuthResult> first = app.Strategy.AuthenticateAsync(token, gone.Token).AsTask();
        Task<AuthResult> second = app.Strategy.AuthenticateAsync(token).AsTask();

        await gone.CancelAsync();
        Assert.That(() => first, Throws.InstanceOf<OperationCanceledException>());
        answer.SetResult();

        Assert.That((await second).Succeeded, Is.True);
        Assert.That(app.Handler.Fetches, Is.EqualTo(1));
    }

    private static async Task AssertUnavailableAsync(PartnerFixture app, string token)
    {
        try
        {
            AuthResult result = await app.Strategy.AuthenticateAsync(token);
            Assert.Fail($"The answer is {result.Failure?.Reason.ToString() ?? "yes"}.");
        }
        catch (AuthUnavailableException)
        {
            // As it should be.
        }
    }
}
