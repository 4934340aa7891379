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

    public Task WriteAsync(HttpContext context, IssuedCredential credential)
    {
        NoStore.Apply(context.Response);
        return context.Response.WriteAsJsonAsync(Describe(credential), TokenJson.Default.AuthTokenResponse, cancellationToken: context.RequestAborted);
    }
}
