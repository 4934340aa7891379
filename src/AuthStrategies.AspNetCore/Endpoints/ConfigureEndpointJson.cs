using System.Text.Json.Serialization.Metadata;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Adds the generated code for our bodies to the JSON options of the application.</summary>
internal sealed class ConfigureEndpointJson : IConfigureOptions<JsonOptions>, IPostConfigureOptions<JsonOptions>
{
    private static readonly IJsonTypeInfoResolver[] Own =
        [TokenJson.Default.WithAddedModifier(FollowNamingPolicy), EndpointJson.Default.WithAddedModifier(FollowNamingPolicy)];

    // First, so that what the application inserts before it wins.
    public void Configure(JsonOptions options)
    {
        foreach (IJsonTypeInfoResolver resolver in Own)
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, resolver);
    }

    // The application may have replaced all resolvers. For problems every other resolver wins.
    public void PostConfigure(string? name, JsonOptions options)
    {
        IList<IJsonTypeInfoResolver> chain = options.SerializerOptions.TypeInfoResolverChain;
        foreach (IJsonTypeInfoResolver resolver in Own.Where(resolver => !chain.Contains(resolver)))
            chain.Insert(0, resolver);
        chain.Add(ProblemJson.Default);
    }

    // The attributes with names are for clients that deserialize without options. OpenID Connect fixes the names of the metadata.
    private static void FollowNamingPolicy(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type == typeof(AuthMetadataResponse))
            return;

        foreach (JsonPropertyInfo property in type.Properties.Where(property => !property.IsExtensionData))
            property.Name = FieldNames.Of(char.ToUpperInvariant(property.Name[0]) + property.Name[1..], type.Options);
    }
}
