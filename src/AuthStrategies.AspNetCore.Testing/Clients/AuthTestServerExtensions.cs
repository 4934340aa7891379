using Microsoft.AspNetCore.TestHost;

namespace AuthStrategies.AspNetCore.Testing;

/// <summary>Creates clients of an application under test.</summary>
public static class AuthTestServerExtensions
{
    /// <summary>Creates a client without a credential, like a new browser. Tests may create any number of clients.</summary>
    /// <param name="server">The server: <c>factory.Server</c> of a <c>WebApplicationFactory</c>, or <c>app.GetTestServer()</c>.</param>
    /// <returns>
    /// The client; the caller disposes of it. Its address is the server's over <c>https</c>, because no credential is issued over
    /// plain HTTP. It follows no redirects.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="server"/> is <see langword="null"/>.</exception>
    public static AuthTestClient CreateAuthClient(this TestServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        Uri address = new UriBuilder(server.BaseAddress) { Scheme = Uri.UriSchemeHttps, Port = -1 }.Uri;
        return new(server.CreateHandler(), server.Services) { BaseAddress = address };
    }
}
