using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Testing.Clients;

/// <summary>Finds how the application expects its credentials.</summary>
internal sealed class Transports(IServiceProvider services)
{
    /// <summary>The names of all cookies in which the application may look for a credential.</summary>
    public IEnumerable<string> CookieNames => Strategies.Select(strategy => Options.CookieOf(strategy)).SelectMany(cookie => new[] { cookie.Name, cookie.RefreshName });

    private AuthHttpOptions Options => services.GetRequiredService<IOptions<AuthHttpOptions>>().Value;

    private IEnumerable<AuthStrategyDescriptor> Strategies => services.GetServices<AuthStrategyDescriptor>();

    /// <summary>The transport of one strategy, or of the default one.</summary>
    public Transport Find(string? name)
    {
        AuthStrategyDescriptor[] known = [.. Strategies];
        if (known.Length == 0)
            throw new InvalidOperationException("The application has no strategy. Register one: services.AddAuthStrategy().AddSession().UseAspNetCore().");
        if ((name is null ? known[0] : known.FirstOrDefault(strategy => strategy.Name == name)) is not { } descriptor)
            throw new ArgumentException($"There is no strategy \"{name}\". The application has: {string.Join(", ", known.Select(strategy => strategy.Name))}.", nameof(name));

        IAuthStrategy strategy = services.GetRequiredKeyedService<IAuthStrategy>(descriptor.Name);
        CredentialSources sources = Options.SourcesOf(descriptor);
        IReadOnlyList<string> headers = Options.HeadersOf(descriptor);
        if (sources == CredentialSources.None && headers.Count == 0)
            throw new InvalidOperationException($"The application reads credentials of \"{descriptor.Name}\" from the query string only. Issue one with IAuthStrategy.IssueAsync and write it into the address.");

        return new(strategy, UsesCookie(descriptor) ? Options.CookieOf(descriptor) : null, sources == CredentialSources.None ? headers[0] : null);
    }

    // Where sign-in sends it, if the application reads it there; otherwise where the application reads it.
    private bool UsesCookie(AuthStrategyDescriptor descriptor)
    {
        bool readsCookie = Options.SourcesOf(descriptor).HasFlag(CredentialSources.Cookie);
        bool readsBearer = Options.SourcesOf(descriptor).HasFlag(CredentialSources.Bearer);
        return readsCookie && (!readsBearer || Options.TransportOf(descriptor) == CredentialTransport.Cookie);
    }
}
