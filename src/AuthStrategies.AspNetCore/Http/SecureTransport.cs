using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Lets credentials be issued over HTTPS only. A thread-safe singleton.</summary>
internal sealed class SecureTransport(IOptions<AuthHttpOptions> options, IHostEnvironment environment)
{
    private readonly bool _allowsHttp = options.Value.AllowHttpInDevelopment && environment.IsDevelopment();

    /// <summary>Whether a credential may be sent in the response.</summary>
    public bool Allows(HttpRequest request) => request.IsHttps || _allowsHttp;

    /// <summary>Throws before a credential is issued that may not be sent.</summary>
    /// <exception cref="InvalidOperationException">The request came over plain HTTP.</exception>
    public void Require(HttpRequest request)
    {
        if (!Allows(request))
        {
            throw new InvalidOperationException(
                "No credential is issued over plain HTTP. Serve HTTPS. Behind a TLS proxy call app.UseForwardedHeaders(), with its addresses in KnownProxies, before app.UseAuthentication(). "
                + "For work on your own machine write UseAspNetCore(o => o.AllowHttpInDevelopment = builder.Environment.IsDevelopment()).");
        }
    }
}
