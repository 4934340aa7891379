using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Testing.Clients;

/// <summary>Finds how the application expects its credentials.</summary>
internal sealed class Transports(IServiceProvider services)
{
    /// <summary>The names of all cookies in which the application may look for a credential, as the options name them.</summary>
    public IEnumerable<string> CookieNames => Cookies.SelectMany(cookie => new[] { cookie.Name, cookie.RefreshName });

    /// <summary>Whether the application accepts proofs of keys.</summary>
    public bool UsesDPoP => services.GetService<DPoPProofVerifier>() is not null;

    private IEnumerable<AuthCookieOptions> Cookies => Strategies.Select(strategy => Options.CookieOf(strategy));

    private AuthHttpOptions Options => services.GetRequiredService<IOptions<AuthHttpOptions>>().Value;

    private IEnumerable<AuthStrategyDescriptor> Strategies => services.GetServices<AuthStrategyDescriptor>();

    /// <summary>
    /// The name in the options of a cookie that the application set. The application adds a suffix for its path base, which
    /// only it knows.
    /// </summary>
    public string NameInOptions(string name, string path)
    {
        foreach (PathString pathBase in PathBases(path))
        {
            foreach (AuthCookieOptions cookie in Cookies)
            {
                if (name == cookie.NameAt(pathBase))
                    return cookie.Name;
                if (name == cookie.RefreshNameAt(pathBase))
                    return cookie.RefreshName;
            }
        }

        return name;
    }

    /// <summary>
    /// The names that a cookie can have in a request: for each path base that the request can have. The application reads one of them; the
    /// others are to it the cookies of other applications.
    /// </summary>
    public IEnumerable<string> NamesFor(string nameInOptions, string path)
    {
        AuthCookieOptions? cookie = Cookies.FirstOrDefault(cookie => nameInOptions == cookie.Name || nameInOptions == cookie.RefreshName);
        return cookie is null
            ? [nameInOptions]
            : PathBases(path).Select(pathBase => nameInOptions == cookie.Name ? cookie.NameAt(pathBase) : cookie.RefreshNameAt(pathBase)).Distinct();
    }

    private IEnumerable<PathString> PathBases(string path)
    {
        if (!string.IsNullOrEmpty(Options.PathBase))
            return [Options.PathBase];

        string decoded = Uri.UnescapeDataString(path);
        return Enumerable.Range(0, decoded.Length).Where(index => index == 0 || decoded[index] == '/').Append(decoded.Length).Select(end => new PathString(decoded[..end]));
    }

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
