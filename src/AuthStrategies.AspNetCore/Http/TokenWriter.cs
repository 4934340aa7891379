using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Sends a credential in the body of the response. A thread-safe singleton.</summary>
internal sealed class TokenWriter(TimeProvider time)
{
    /// <summary>The body for a credential.</summary>
    public AuthTokenResponse Describe(IssuedCredential credential) => new()
    {
        AccessToken = credential.Value,
        ExpiresIn = Math.Max(0, (long)(credential.ExpiresAt - time.GetUtcNow()).TotalSeconds),
        RefreshToken = credential.RefreshToken,
    };

    private static ReadOnlySpan<byte> UnchangedBody => """{"tokenType":"Bearer"}"""u8;

    /// <summary>Tells the client that it keeps the token it has.</summary>
    public static async Task WriteUnchangedAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        NoStore.Apply(response);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = UnchangedBody.Length;
        await response.BodyWriter.WriteAsync(UnchangedBody.ToArray(), context.RequestAborted).ConfigureAwait(false);
    }

    public Task WriteAsync(HttpContext context, IssuedCredential credential)
    {
        NoStore.Apply(context.Response);
        return context.Response.WriteAsJsonAsync(Describe(credential), TokenJson.Default.AuthTokenResponse, cancellationToken: context.RequestAborted);
    }
}
