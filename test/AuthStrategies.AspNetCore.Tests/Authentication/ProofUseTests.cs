using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>A proof is remembered only after its credential was accepted: strangers use up no memory and cause no write.</summary>
[TestFixture]
[Property("Requirement", "P-01")]
public sealed class ProofUseTests
{
    private const string Access = "GET /me";
    private const string Refresh = "POST /auth/refresh";
    private const string SignIn = "POST /login/alice";
    private const string Open = "GET /open";

    /// <summary>What the request's credential is.</summary>
    public enum Token
    {
        None,
        Garbage,
        Forged,
        Expired,
        Unbound,
        OfAnotherKey,
        Good,
    }

    private static readonly (string Request, Token Kind, int Status, int Remembered)[] Rows =
    [
        (Access, Token.None, 401, 0),
        (Access, Token.Garbage, 401, 0),
        (Access, Token.Forged, 401, 0),
        (Access, Token.Expired, 401, 0),
        (Access, Token.Unbound, 401, 0),
        (Access, Token.OfAnotherKey, 401, 0),
        (Access, Token.Good, 200, 1),
        (Open, Token.None, 200, 0),
        (Open, Token.Garbage, 200, 0),
        (Open, Token.Forged, 200, 0),
        (Open, Token.Expired, 200, 0),
        (Open, Token.Unbound, 200, 0),
        (Open, Token.OfAnotherKey, 200, 0),
        (Open, Token.Good, 200, 1),
        (Refresh, Token.None, 400, 0),
        (Refresh, Token.Garbage, 401, 0),
        (Refresh, Token.Forged, 401, 0),
        (Refresh, Token.Expired, 401, 0),
        (Refresh, Token.Unbound, 401, 0),
        (Refresh, Token.OfAnotherKey, 401, 0),
        (Refresh, Token.Good, 200, 1),
        (SignIn, Token.None, 200, 1),
        ("POST /wrong-password", Token.None, 401, 0),
    ];

    private static IEnumerable<TestCaseData> Cases =>
        from row in Rows
        from isSession in (bool[])[true, false]
        from isShared in (bool[])[true, false]
        select new TestCaseData(row.Request, row.Kind, row.Status, row.Remembered, isSession, isShared);

    [TestCaseSource(nameof(Cases))]
    public async Task Proof_WithEachCredential_IsRememberedOnlyWithAnAcceptedOne(string requestLine, Token kind, int status, int remembered, bool isSession, bool isShared)
    {
        await using TestHost host = await StartAsync(isSession, isShared);
        using ProofClient client = new(host);
        string? token = await CreateAsync(host, client, kind, lasting: requestLine == Refresh);
        bool isHeader = token is not null && (isSession || requestLine != Refresh);
        string proof = client.Proof(requestLine, isHeader ? token : null);
        host.Store.Forget();

        RawAnswer answer = token is null ? await host.SendAsync(requestLine, proof) : await SendAsync(host, requestLine, token, proof, isHeader);

        Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
        Assert.That(host.Store.Count("create system"), Is.EqualTo(isShared ? remembered : 0));
        Assert.That(await IsRememberedAsync(host, requestLine, proof), Is.EqualTo(remembered == 1));
    }

    [Test]
    public async Task Refresh_TwoIdenticalRequestsAtOnce_OneRotates([Values] bool isSession, [Values] bool isShared)
    {
        await using TestHost host = await StartAsync(isSession, isShared);
        using ProofClient client = new(host);
        string token = (await CreateAsync(host, client, Token.Good, lasting: true))!;
        string proof = client.Proof(Refresh, isSession ? token : null);
        host.Store.Forget();

        // Both have passed the checks of their proofs before one of them is used.
        TaskCompletionSource bothArrived = new();
        int arrived = 0;
        host.Store.Before = (operation, _) =>
        {
            if (operation != "find")
                return Task.CompletedTask;
            if (Interlocked.Increment(ref arrived) == 2)
                bothArrived.SetResult();
            return bothArrived.Task;
        };
        RawAnswer[] answers = await Task.WhenAll(SendAsync(host, Refresh, token, proof, isSession), SendAsync(host, Refresh, token, proof, isSession));

        Assert.That(answers.Select(answer => answer.Status).Order(), Is.EqualTo((int[])[200, 400]));
        Assert.That(answers.Single(answer => answer.Status == 400).Body, Does.Contain("invalid_dpop_proof"));
        // The accepted request alone: a session token also renews its session when the request is authenticated.
        Assert.That(host.Store.Count("replace"), Is.EqualTo(isSession ? 2 : 1));
        if (isShared)
            Assert.That(host.Store.Calls.First(call => call is "replace" or "create system"), Is.EqualTo("create system"), "the proof before the rotation");
    }

    [Test]
    public async Task Replay_OfAnAcceptedRequest_IsRefusedAndChangesNothing([Values(Access, Refresh)] string requestLine, [Values] bool isSession, [Values] bool isShared)
    {
        await using TestHost host = await StartAsync(isSession, isShared);
        using ProofClient client = new(host);
        string token = (await CreateAsync(host, client, Token.Good, lasting: requestLine == Refresh))!;
        bool isHeader = isSession || requestLine != Refresh;
        string proof = client.Proof(requestLine, isHeader ? token : null);
        await SendAsync(host, requestLine, token, proof, isHeader);
        host.Store.Forget();

        RawAnswer replay = await SendAsync(host, requestLine, token, proof, isHeader);

        Assert.That(replay.Status, Is.EqualTo(requestLine == Access ? 401 : 400), replay.Body);
        Assert.That(host.Store.Calls.Where(call => call is not ("find" or "create system")), Is.Empty);
    }

    /// <summary>The proof of a sign-in need not name a token, so it proves nothing about one.</summary>
    [Test]
    public async Task Authentication_AfterASignInWithTheSameProof_ChecksTheTokenHash([Values] bool namesToken)
    {
        string? user = null;
        await using TestHost host = await StartAsync(isSession: false, isShared: false, add: b => b.AddJwt("Other", Logins.Jwt), map: app => app
            .Use(async (context, next) =>
            {
                if (context.Request.Path == "/both")
                {
                    await context.SignInAsync(Logins.User("bob"));
                    user = (await context.AuthenticateAsync("Other")).Principal?.Identity?.Name;
                }
                else
                {
                    await next(context);
                }
            })
            .UseRouting().UseAuthentication().UseAuthorization());
        using ProofClient client = new(host);
        IAuthStrategy other = host.App.Services.GetRequiredKeyedService<IAuthStrategy>("Other");
        string token = (await other.IssueAsync(Logins.Alice, new() { KeyThumbprint = client.Key.Thumbprint })).Value;

        RawAnswer answer = await host.SendAsync("POST /both", $"Authorization: DPoP {token}", client.Proof("POST /both", namesToken ? token : null));

        Assert.That((answer.Status, user), Is.EqualTo((200, namesToken ? "alice" : null)), answer.Body);
    }

    private static Task<TestHost> StartAsync(bool isSession, bool isShared, Action<WebApplication>? map = null, Action<IAuthStrategyBuilder>? add = null) => TestHost.StartAsync(
        b =>
        {
            if (isSession)
                b.AddSession();
            else
                b.AddJwt(Logins.JwtWithRefresh);
            add?.Invoke(b);
            b.UseDPoP(o => o.ShareReplays = isShared);
        },
        o => o.Transport = CredentialTransport.Bearer,
        services: services => services.AddSingleton<ISessionStore>(new SpyRecordStore()),
        map: app =>
        {
            app.MapPost("/wrong-password", () => Results.Unauthorized());
            map?.Invoke(app);
        });

    /// <summary>A credential of a kind; its time has passed for one refresh.</summary>
    private static async Task<string?> CreateAsync(TestHost host, ProofClient client, Token kind, bool lasting)
    {
        using ProofClient stranger = new(host);
        IAuthStrategy strategy = host.App.Services.GetRequiredService<IAuthStrategy>();
        string? key = kind switch { Token.Unbound => null, Token.OfAnotherKey => stranger.Key.Thumbprint, _ => client.Key.Thumbprint };
        IssuedCredential issued = await strategy.IssueAsync(Logins.Alice, new() { KeyThumbprint = key });
        string text = lasting && issued.RefreshToken is { } refresh ? refresh : issued.Value;
        host.App.Time.Advance(kind == Token.Expired ? TimeSpan.FromDays(400) : lasting ? TimeSpan.FromMinutes(10) : TimeSpan.Zero);
        return kind switch
        {
            Token.None => null,
            Token.Garbage => "garbage",
            // The signature of a JWT, or the name of a session. A wrong secret under a name that was issued is a replaced token.
            Token.Forged when text.Contains('.', StringComparison.Ordinal) => text[..^5] + (text[^5] == 'A' ? 'B' : 'A') + text[^4..],
            Token.Forged => (text[0] == 'A' ? 'B' : 'A') + text[1..],
            _ => text,
        };
    }

    private static async Task<bool> IsRememberedAsync(TestHost host, string requestLine, string proof)
    {
        string[] parts = requestLine.Split(' ');
        DPoPProofRequest request = new() { Proofs = [proof["DPoP: ".Length..]], Method = parts[0], Uri = host.App.Origin + parts[1] };
        DPoPProofResult again = await host.App.Services.GetRequiredService<DPoPProofVerifier>().VerifyAsync(request);
        return again.Error switch
        {
            DPoPProofError.Replayed => true,
            DPoPProofError.NoError => false,
            _ => throw new InvalidOperationException(again.Detail),
        };
    }

    private static Task<RawAnswer> SendAsync(TestHost host, string requestLine, string token, string proof, bool isHeader) =>
        isHeader ? host.SendAsync(requestLine, $"Authorization: DPoP {token}", proof) : ProofClient.RefreshAsync(host, token, proof);
}
