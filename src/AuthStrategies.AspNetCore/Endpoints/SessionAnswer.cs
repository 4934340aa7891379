using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>What the application answers instead of the usual description of the session. In the metadata of the endpoint.</summary>
/// <param name="CreateAsync">Makes the answer from the usual one.</param>
internal sealed record SessionAnswer(Func<HttpContext, AuthSessionResponse, ValueTask<IResult>> CreateAsync)
{
    public static SessionAnswer Of<TAnswer>(Func<HttpContext, AuthSessionResponse, ValueTask<TAnswer>> answer)
        where TAnswer : notnull => new(async (context, usual) =>
    {
        TAnswer body = await answer(context, usual).ConfigureAwait(false);
        if (body is null)
            throw new InvalidOperationException("The answer of MapAuthSession returned null. Return the AuthSessionResponse that it was given, with additions, or another object.");
        if (body is AuthSessionResponse response)
            CheckNames(response, context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);
        return TypedResults.Ok(body);
    });

    // Readers of JSON disagree about which of two members with one name counts.
    private static void CheckNames(AuthSessionResponse response, JsonSerializerOptions json)
    {
        if (response.Additional.Count == 0)
            return;

        HashSet<string> own = new(json.GetTypeInfo(typeof(AuthSessionResponse)).Properties.Where(property => !property.IsExtensionData).Select(property => property.Name), StringComparer.OrdinalIgnoreCase);
        if (response.Additional.Keys.FirstOrDefault(own.Contains) is { } name)
            throw new InvalidOperationException($"The answer of MapAuthSession adds the member \"{name}\", which the session has already. Use another name, or return an object of another type.");
    }
}
