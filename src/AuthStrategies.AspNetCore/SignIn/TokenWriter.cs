using AuthStrategies.AspNetCore.Cookies;
using AuthStrategies.AspNetCore.Endpoints;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.SignIn;

/// <summary>Hands a credential out in the body of the answer. A thread-safe singleton.</summary>
internal sealed class TokenWriter(TimeProvider time)
{
    /// <summary>The credential as a client of the bearer transport receives it.</summary>
    public AuthTokenResponse Describe(IssuedCredential credential) => new()
    {
        AccessToken = credential.Value,
        ExpiresIn = Math.Max(0, (long)(credential.ExpiresAt - time.GetUtcNow()).TotalSeconds),
        RefreshToken = credential.RefreshToken,
    };

    public Task WriteAsync(HttpContext context, IssuedCredential credential)
    {
        NoStore.Apply(context.Response);
        return context.Response.WriteAsJsonAsync(Describe(credential), EndpointJson.Default.AuthTokenResponse, cancellationToken: context.RequestAborted);
    }
}
