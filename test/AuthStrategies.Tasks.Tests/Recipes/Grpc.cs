using AuthStrategies.Tasks.Tests.Recipes.Protos;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>The service: its caller is the user of the credential.</summary>
[Authorize]
public sealed class PurchasesService : Purchases.PurchasesBase
{
    public override Task<CountReply> Count(CountRequest request, ServerCallContext context) =>
        Task.FromResult(new CountReply { User = context.GetHttpContext().User.Identity!.Name, Count = 3 });

    public override async Task Watch(
        CountRequest request, IServerStreamWriter<CountReply> responseStream, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(responseStream);
        for (int i = 1; i <= 3; i++)
            await responseStream.WriteAsync(new CountReply { Count = i }, context.CancellationToken);
    }
}

/// <summary>A gRPC service, and its client.</summary>
internal static class GrpcRecipe
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddGrpc();
        Mobile.Add(builder);
    }

    public static void Map(WebApplication app)
    {
        app.MapGrpcService<PurchasesService>();
        Mobile.Map(app);
    }

    public static GrpcChannel OpenChannel(Uri address, ITokenStorage storage, HttpMessageHandler inner)
    {
        RefreshingHandler handler = new(storage, new(address, "/auth/refresh")) { InnerHandler = inner };
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler });
    }

    public static async Task<int> CountAsync(GrpcChannel channel)
    {
        Purchases.PurchasesClient client = new(channel);
        CountReply reply = await client.CountAsync(new CountRequest());
        return reply.Count;
    }
}
