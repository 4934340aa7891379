using System.Security.Cryptography;
using AuthStrategies.Tasks.Tests.Hosting;
using AuthStrategies.Tasks.Tests.Recipes.Protos;
using AuthStrategies.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>docs/recipes/grpc.md.</summary>
[TestFixture]
public sealed class GrpcTests
{
    [Test]
    public async Task Call_WithAToken_HasTheUser()
    {
        await using Site site = await StartAsync();
        MemoryStorage storage = await LogInAsync(site);
        using GrpcChannel channel = GrpcRecipe.OpenChannel(new("https://localhost"), storage, site.Server.CreateHandler());

        CountReply reply = await new Purchases.PurchasesClient(channel).CountAsync(new());

        Assert.That((reply.User, reply.Count), Is.EqualTo(("alice", 3)));
        Assert.That(await GrpcRecipe.CountAsync(channel), Is.EqualTo(3));
    }

    [Test]
    public async Task Calls_WithAnExpiredToken_RefreshOnceAndAreAnswered()
    {
        await using Site site = await StartAsync();
        MemoryStorage storage = await LogInAsync(site);
        UnreliableNetwork network = new() { InnerHandler = site.Server.CreateHandler() };
        using GrpcChannel channel = GrpcRecipe.OpenChannel(new("https://localhost"), storage, network);
        Purchases.PurchasesClient client = new(channel);
        site.Time.Advance(TimeSpan.FromMinutes(16));

        CountReply[] replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.CountAsync(new()).ResponseAsync));
        site.Time.Advance(TimeSpan.FromMinutes(16));
        int streamed = 0;
        using AsyncServerStreamingCall<CountReply> stream = client.Watch(new());
        await foreach (CountReply _ in stream.ResponseStream.ReadAllAsync())
            streamed++;

        Assert.That(replies.Select(reply => reply.Count), Is.All.EqualTo(3));
        Assert.That((streamed, network.Refreshes), Is.EqualTo((3, 2)));
    }

    [TestCase(false, StatusCode.Unauthenticated)]
    [TestCase(true, StatusCode.Unauthenticated)]
    public async Task Call_WithoutASession_IsUnauthenticated(bool hadOne, StatusCode expected)
    {
        await using Site site = await StartAsync();
        MemoryStorage storage = hadOne ? await LogInAsync(site) : new();
        using GrpcChannel channel = GrpcRecipe.OpenChannel(new("https://localhost"), storage, site.Server.CreateHandler());
        await site.Services.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice");
        site.Time.Advance(TimeSpan.FromMinutes(16));

        RpcException? refused = await Assert.ThrowsAsync<RpcException>(() => GrpcRecipe.CountAsync(channel));

        Assert.That(refused!.StatusCode, Is.EqualTo(expected));
    }

    [TestCase("forbidden", StatusCode.PermissionDenied)]
    [TestCase("store is down", StatusCode.Unavailable)]
    [TestCase("two credentials", StatusCode.Internal)]
    public async Task Call_Refused_HasTheStatusOfThePage(string why, StatusCode expected)
    {
        FaultySessionStore store = new(new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions()), TimeProvider.System));
        await using Site site = await StartAsync(
            builder => builder.Services.Configure<JwtStrategyOptions>("Jwt", o => o.RequireLiveSession = true).AddAuthStrategy().UseSessionStore(_ => store),
            service => _ = why == "forbidden" ? service.RequireAuthorization(policy => policy.RequireRole("admin")) : service);
        MemoryStorage storage = await LogInAsync(site);
        if (why == "store is down")
            store.Break();
        using GrpcChannel channel = GrpcChannel.ForAddress("https://localhost", new GrpcChannelOptions { HttpHandler = site.Server.CreateHandler() });
        Metadata headers = new() { { "Authorization", $"Bearer {storage.Tokens!.AccessToken}" } };
        if (why == "two credentials")
            headers.Add("Authorization", $"Bearer {storage.Tokens.AccessToken}");

        RpcException? refused = await Assert.ThrowsAsync<RpcException>(() => new Purchases.PurchasesClient(channel).CountAsync(new(), headers).ResponseAsync);

        Assert.That(refused!.StatusCode, Is.EqualTo(expected));
    }

    private static Task<Site> StartAsync(Action<WebApplicationBuilder>? add = null, Action<GrpcServiceEndpointConventionBuilder>? protect = null) => Site.StartAsync(
        builder =>
        {
            builder.Configuration["Jwt:Pem"] = ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem();
            GrpcRecipe.Add(builder);
            add?.Invoke(builder);
        },
        app =>
        {
            if (protect is null)
            {
                GrpcRecipe.Map(app);
                return;
            }

            Mobile.Map(app);
            protect(app.MapGrpcService<PurchasesService>());
        });

    private static async Task<MemoryStorage> LogInAsync(Site site)
    {
        MemoryStorage storage = new();
        using HttpClient client = site.Client();
        await Mobile.LogInAsync(client, storage, new("alice", "right"));
        return storage;
    }
}
