using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using AuthStrategies.Tasks.Tests.Hosting;
using AuthStrategies.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>docs/recipes/mobile-client.md: the handler of the page against the real endpoints.</summary>
[TestFixture]
[Property("Requirement", "R-03")]
public sealed class MobileTests
{
    private static readonly TimeSpan Expired = TimeSpan.FromMinutes(16);
    private static readonly LoginForm Alice = new("alice", "right");

    [Test]
    public async Task TwentyRequests_WithAnExpiredToken_RefreshOnce()
    {
        await using Phone phone = await Phone.StartAsync();
        phone.Site.Time.Advance(Expired);

        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => phone.Client.GetAsync("/me").StatusAsync()));

        Assert.That(answers, Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(phone.Network.Refreshes, Is.EqualTo(1));
    }

    [Test]
    public async Task Requests_BeforeTheEnd_RefreshNothing()
    {
        await using Phone phone = await Phone.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => phone.Client.GetAsync("/me").StatusAsync()));

        Assert.That(phone.Network.Refreshes, Is.Zero);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Request_WithABody_IsSentAgainWithIt(bool canBeReadOnce)
    {
        await using Phone phone = await Phone.StartAsync();
        phone.Site.Time.Advance(Expired);
        byte[] note = """{"text":"milk"}"""u8.ToArray();
        using HttpContent content = canBeReadOnce ? new StreamContent(new BrotliStream(new MemoryStream(Compressed(note)), CompressionMode.Decompress)) : new ByteArrayContent(note);
        content.Headers.ContentType = new("application/json");

        using HttpResponseMessage answer = await phone.Client.PostAsync("/notes", content);

        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("milk"));
    }

    [TestCase(1)]
    [TestCase(2)]
    public async Task Refresh_ItsAnswerIsLost_IsSentAgainAndTheSessionGoesOn(int lost)
    {
        await using Phone phone = await Phone.StartAsync();
        phone.Site.Time.Advance(Expired);
        phone.Network.LoseAnswers = lost;

        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => phone.Client.GetAsync("/me").StatusAsync()));
        Tokens afterTheLoss = phone.Storage.Tokens!;
        List<HttpStatusCode> later = [];
        for (int i = 0; i < 3; i++)
        {
            phone.Site.Time.Advance(Expired);
            later.Add(await phone.Client.GetAsync("/me").StatusAsync());
        }

        Assert.That(answers.Concat(later), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(phone.Network.Refreshes, Is.EqualTo(1 + lost + 3));
        Assert.That(phone.Storage.Tokens!.RefreshToken, Is.Not.EqualTo(afterTheLoss.RefreshToken), "the refresh token rotates again");
        Assert.That(phone.Site.Log.Entries.Where(entry => entry.Category == "AuthStrategies" && entry.Id is 7 or 26), Is.Empty, "no theft is suspected");
    }

    [Test]
    public async Task Refresh_AllAnswersAreLost_ThrowsAndKeepsTheTokens()
    {
        await using Phone phone = await Phone.StartAsync();
        phone.Site.Time.Advance(Expired);
        phone.Network.LoseAnswers = 3;
        Tokens before = phone.Storage.Tokens!;

        Assert.That(() => phone.Client.GetAsync("/me"), Throws.InstanceOf<HttpRequestException>());

        Assert.That(phone.Storage.Tokens, Is.EqualTo(before));
        Assert.That(await phone.Client.GetAsync("/me").StatusAsync(), Is.EqualTo(HttpStatusCode.OK), "when the network is back");
    }

    [Test]
    public async Task Refresh_StoreDoesNotAnswer_ThrowsAndKeepsTheTokens()
    {
        await using Phone phone = await Phone.StartAsync();
        phone.Site.Time.Advance(Expired);
        phone.Store.Break();

        HttpRequestException? thrown = await Assert.ThrowsAsync<HttpRequestException>(() => phone.Client.GetAsync("/me"));

        Assert.That(thrown!.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(phone.Storage.Tokens, Is.Not.Null);
        phone.Store.Repair();
        Assert.That(await phone.Client.GetAsync("/me").StatusAsync(), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Refresh_SessionEnded_ForgetsTheTokensAndAnswers401()
    {
        await using Phone phone = await Phone.StartAsync();
        await phone.Site.Services.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice");
        phone.Site.Time.Advance(Expired);

        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => phone.Client.GetAsync("/me").StatusAsync()));

        Assert.That(answers, Is.All.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((phone.Storage.Tokens, phone.Network.Refreshes), Is.EqualTo(((Tokens?)null, 1)));
    }

    [Test]
    public async Task Caller_GivesUp_TheRefreshGoesOn()
    {
        await using Phone phone = await Phone.StartAsync();
        phone.Site.Time.Advance(Expired);
        using CancellationTokenSource leave = new();
        phone.Network.BeforeRefresh = leave.Cancel;

        Assert.That(() => phone.Client.GetAsync("/me", leave.Token), Throws.InstanceOf<OperationCanceledException>());
        HttpStatusCode next = await phone.Client.GetAsync("/me").StatusAsync();

        Assert.That((next, phone.Network.Refreshes), Is.EqualTo((HttpStatusCode.OK, 1)));
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using MemoryStream target = new();
        using (BrotliStream stream = new(target, CompressionMode.Compress))
            stream.Write(bytes);
        return target.ToArray();
    }

    /// <summary>A client, its tokens, its network and its server.</summary>
    private sealed class Phone : IAsyncDisposable
    {
        private Phone(Site site, FaultySessionStore store)
        {
            (Site, Store) = (site, store);
            Network = new() { InnerHandler = site.Server.CreateHandler() };
            Client = new(new RefreshingHandler(Storage, new("https://localhost/auth/refresh")) { InnerHandler = Network, Pause = TimeSpan.Zero })
            {
                BaseAddress = new("https://localhost"),
            };
        }

        public Site Site { get; }

        public FaultySessionStore Store { get; }

        public UnreliableNetwork Network { get; }

        public MemoryStorage Storage { get; } = new();

        public HttpClient Client { get; }

        public static async Task<Phone> StartAsync()
        {
            FaultySessionStore? store = null;
            Site site = await Site.StartAsync(
                builder =>
                {
                    builder.Configuration["Jwt:Pem"] = ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem();
                    Mobile.Add(builder);
                    builder.Services.AddAuthStrategy().UseSessionStore(services => store = new(new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions()), services.GetRequiredService<TimeProvider>())));
                },
                Mobile.Map);
            site.Services.GetRequiredService<ISessionStore>();
            Phone phone = new(site, store!);
            using HttpClient login = site.Client();
            await Mobile.LogInAsync(login, phone.Storage, Alice);
            return phone;
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await Site.DisposeAsync();
        }
    }
}

/// <summary>Keeps the tokens in memory.</summary>
internal sealed class MemoryStorage : ITokenStorage
{
    private volatile Tokens? _tokens;

    public Tokens? Tokens => _tokens;

    public ValueTask<Tokens?> LoadAsync() => new(_tokens);

    public ValueTask SaveAsync(Tokens? tokens)
    {
        _tokens = tokens;
        return default;
    }
}

/// <summary>Counts refreshes, and loses their answers when asked to.</summary>
internal sealed class UnreliableNetwork : DelegatingHandler
{
    private int _refreshes;

    public int Refreshes => _refreshes;

    /// <summary>How many of the next refreshes reach the server while their answers do not come back.</summary>
    public int LoseAnswers { get; set; }

    public Action? BeforeRefresh { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.AbsolutePath != "/auth/refresh")
            return await base.SendAsync(request, cancellationToken);

        Interlocked.Increment(ref _refreshes);
        BeforeRefresh?.Invoke();
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        if (LoseAnswers == 0)
            return answer;

        LoseAnswers--;
        answer.Dispose();
        throw new HttpRequestException("The connection was closed.");
    }
}
