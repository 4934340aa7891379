using System.Security.Cryptography;
using AuthStrategies.Tasks.Tests.Hosting;
using AuthStrategies.Tasks.Tests.Recipes.Protos;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

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

        CountReply reply = await new Orders.OrdersClient(channel).CountAsync(new());

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
        Orders.OrdersClient client = new(channel);
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

    private static Task<Site> StartAsync() => Site.StartAsync(
        builder =>
        {
            builder.Configuration["Jwt:Pem"] = ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem();
            GrpcRecipe.Add(builder);
        },
        GrpcRecipe.Map);

    private static async Task<MemoryStorage> LogInAsync(Site site)
    {
        MemoryStorage storage = new();
        using HttpClient client = site.Client();
        await Mobile.LogInAsync(client, storage, new("alice", "right"));
        return storage;
    }
}
