using System.Net.Http.Headers;
using System.Security.Claims;
using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Testing.Clients;

/// <summary>Adds the client's credential to each request, and stores what responses set.</summary>
internal sealed class CredentialHandler : DelegatingHandler
{
    private readonly Transports _transports;
    private readonly CookieJar _cookies;
    private readonly DPoPHandler _proofs;
    private Task<IssuedCredential>? _issuing;
    private string? _bearer;
    private (string Name, string Value)? _header;

#pragma warning disable CA2000 // The base disposes of it.
    public CredentialHandler(HttpMessageHandler server, IServiceProvider services)
        : base(WithProofs(server, services))
#pragma warning restore CA2000
    {
        _proofs = (DPoPHandler)InnerHandler!;
        _transports = new(services);
        _cookies = new(_transports, services.GetService<TimeProvider>() ?? TimeProvider.System);
    }

    /// <summary>The key that later logins are bound to, and that requests prove; <see langword="null"/> for none.</summary>
    public DPoPKey? Key
    {
        get => _proofs.Key;
        set => _proofs.Key = value;
    }

    /// <summary>Logs a user in; requests wait until this is done.</summary>
    public Task<IssuedCredential> LogInAsync(ClaimsPrincipal principal, IssueOptions? options, string? strategy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(principal);
        Transport transport = _transports.Find(strategy);
        if (Key is not null && transport.Cookie is not null)
            throw new InvalidOperationException("UseKey binds bearer tokens, and the credential of this strategy is in a cookie, which is bound to no key. Name a strategy with bearer tokens, for example LogInAsync(principal, strategy: \"Jwt\"), or call UseKey(null).");
        if (Key is not null && !_transports.UsesDPoP)
            throw new InvalidOperationException("UseKey needs an application that accepts proofs. Call UseDPoP() where it adds its strategies, or UseKey(null).");

        Forget();
        return _issuing = IssueAsync(transport, principal, options, cancellationToken);
    }

    public void Forget()
    {
        _issuing = null;
        _bearer = null;
        _header = null;
        _cookies.Remove(_transports.CookieNames);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_issuing is { } issuing)
            await issuing.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_bearer is { } bearer && request.Headers.Authorization is null)
            request.Headers.Authorization = new AuthenticationHeaderValue(Key is null ? "Bearer" : "DPoP", bearer);
        if (_header is { } header && !request.Headers.Contains(header.Name))
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);

        _cookies.AddTo(request);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        _cookies.Keep(request, response);
        return response;
    }

    private async Task<IssuedCredential> IssueAsync(Transport transport, ClaimsPrincipal principal, IssueOptions? options, CancellationToken cancellationToken)
    {
        if (Key is { } key)
            (options ??= new()).KeyThumbprint = key.Thumbprint;
        IssuedCredential credential = await transport.Strategy.IssueAsync(principal, options, cancellationToken).ConfigureAwait(false);
        if (transport.Cookie is not { } cookie)
        {
            if (transport.Header is { } name)
                _header = (name, credential.Value);
            else
                _bearer = credential.Value;
            return credential;
        }

        _cookies.Set(cookie.Name, credential.Value);
        if (credential.RefreshToken is { } refreshToken)
            _cookies.Set(cookie.RefreshName, refreshToken);
        return credential;
    }

    private static DPoPHandler WithProofs(HttpMessageHandler server, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(services);
        return new(server, services.GetService<TimeProvider>() ?? TimeProvider.System);
    }
}
