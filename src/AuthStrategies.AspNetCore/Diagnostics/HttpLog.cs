using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Diagnostics;

/// <summary>Every line that this package logs, with a stable id. No line contains a credential, a cookie or a claim.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(100, LogLevel.Warning, "An unsafe request from another origin was refused: {Origin}. Behind a TLS proxy call app.UseForwardedHeaders() before app.UseAuthentication(), so that the server knows its own origin; add the origins of other sites that may send such requests to TrustedOrigins")]
    public static partial void CrossSite(ILogger logger, string origin);

    [LoggerMessage(101, LogLevel.Warning, "A store did not answer; the request counts as not authenticated, and a challenge is answered 503")]
    public static partial void Unavailable(ILogger logger, Exception exception);

    [LoggerMessage(150, LogLevel.Information, "The stores answer again. {Count} request(s), sign-outs and checks of connections failed because of them within {Duration}; of each kind only the first is logged")]
    public static partial void AvailableAgain(ILogger logger, long count, TimeSpan duration);

    [LoggerMessage(131, LogLevel.Information, "A token was answered 401, because no strategy that the endpoint accepts has its issuer. {Detail} If one of them should accept the token, set its Issuer or ValidIssuers to the \"iss\" of the token exactly")]
    public static partial void WrongIssuer(ILogger logger, string detail);

    [LoggerMessage(132, LogLevel.Warning, "The keys of another issuer are not known; the request counts as not authenticated, and a challenge is answered 503. Of an outage only the first is logged")]
    public static partial void IssuerUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(102, LogLevel.Warning, "A cookie was not rotated, because the request came over plain HTTP. Behind a TLS proxy call app.UseForwardedHeaders() before app.UseAuthentication()")]
    public static partial void NotRotated(ILogger logger);

    [LoggerMessage(103, LogLevel.Error, "A sign-out failed: the session store did not answer. The client's cookie was deleted, but the session stays valid")]
    public static partial void NotEnded(ILogger logger, Exception exception);

    [LoggerMessage(104, LogLevel.Warning, "An issued credential could not be sent to the client and was revoked")]
    public static partial void NotSent(ILogger logger);

    [LoggerMessage(105, LogLevel.Debug, "A refresh was refused: {Reason}: {Detail}")]
    public static partial void RefreshRefused(ILogger logger, AuthFailureReason reason, string detail);

    [LoggerMessage(119, LogLevel.Information, "A request to refresh was answered 400: {Mistake}")]
    public static partial void RefreshInvalid(ILogger logger, string mistake);

    [LoggerMessage(120, LogLevel.Warning, "The default scheme of this application is {Others} and not \"{Ours}\", so no strategy is asked where no scheme is named. Remedy: {Remedy}. If it is meant, name the scheme at the endpoints, for example [Authorize(AuthenticationSchemes = AuthStrategyDefaults.Scheme)]; this warning is then gone")]
    public static partial void AnotherDefaultScheme(ILogger logger, string others, string ours, string remedy);

    [LoggerMessage(121, LogLevel.Information, "A request was answered 401 as one without a credential. {Reason}")]
    public static partial void CredentialNotRead(ILogger logger, string reason);

    [LoggerMessage(172, LogLevel.Information, "A request was answered 401, because its credential does not belong there. {Reason}")]
    public static partial void CredentialMisplaced(ILogger logger, string reason);

    [LoggerMessage(133, LogLevel.Information, "A request to an endpoint of sessions was answered 401, although its credential was accepted. {Reason}")]
    public static partial void EndpointRefused(ILogger logger, string reason);

    [LoggerMessage(135, LogLevel.Information, "A request to refresh was answered 401: {Reason}")]
    public static partial void RefreshExplained(ILogger logger, string reason);

    [LoggerMessage(106, LogLevel.Warning, "The session of an open connection could not be checked; it is checked again soon")]
    public static partial void NotConfirmed(ILogger logger, Exception exception);

    [LoggerMessage(107, LogLevel.Error, "The application threw an exception when the session of an open connection or its claims had changed")]
    public static partial void NotificationFailed(ILogger logger, Exception exception);

    [LoggerMessage(108, LogLevel.Debug, "A connection of strategy {Strategy} was closed: its session has ended")]
    public static partial void ConnectionClosed(ILogger logger, string strategy);

    [LoggerMessage(109, LogLevel.Warning, "A cookie that was due was not rotated; the response was sent without a new cookie, and a later request tries again")]
    public static partial void RotationFailed(ILogger logger, Exception exception);

    [LoggerMessage(110, LogLevel.Information, "A sign-in with the properties of the current session was refused, because that session has ended: {Reason}: {Detail}")]
    public static partial void NotSignedInAgain(ILogger logger, AuthFailureReason reason, string detail);

    [LoggerMessage(111, LogLevel.Warning, "A proxy removes a part of the path (X-Forwarded-Prefix), and the application does not know it: redirects and the path of the refresh cookie lack it, and two applications of the host share a cookie. Add ForwardedHeaders.XForwardedPrefix to ForwardedHeadersOptions with the proxy in KnownProxies, and call app.UseForwardedHeaders() before app.UseAuthentication(); or set UseAspNetCore(o => o.PathBase = …)")]
    public static partial void PrefixNotApplied(ILogger logger);

    [LoggerMessage(112, LogLevel.Warning, "A redirect was not followed, because its address does not belong to this application. RedirectUri and the return address must begin with exactly one slash; RedirectUri can also begin with the origin of the request")]
    public static partial void NotLocal(ILogger logger);

    [LoggerMessage(113, LogLevel.Warning, "The path base changed after the authentication, so the names of the cookies do not contain it, and after UsePathBase redirects do not contain it either. Call app.UseAuthentication() and app.UseAuthorization() after app.UsePathBase(…) and app.UseForwardedHeaders(), or set UseAspNetCore(o => o.PathBase = …). If the path base belongs to a branch (app.Map), set o.PathBase to that of the application, or to \"/\"")]
    public static partial void PathBaseChanged(ILogger logger);

    [LoggerMessage(114, LogLevel.Information, "A refresh was refused and the session {SessionId} ended, because its user {Reason}")]
    public static partial void UserNotRefreshed(ILogger logger, SessionId sessionId, string reason);

    [LoggerMessage(115, LogLevel.Warning, "ConfigureApplicationCookie sets what has no effect with UseIdentity; use what stands in brackets: {Settings}")]
    public static partial void IdentityCookieIgnored(ILogger logger, string settings);

    [LoggerMessage(116, LogLevel.Information, "No token of dotnet user-jwts is accepted, because {Section} has no key of it. Write: dotnet user-jwts create")]
    public static partial void NoUserJwts(ILogger logger, string section);

    [LoggerMessage(117, LogLevel.Information, "The application's IPrincipalCheck refused a user of strategy {Strategy}; the session ends")]
    public static partial void RefusedByCheck(ILogger logger, string strategy);

    [LoggerMessage(118, LogLevel.Error, "The application's IPrincipalCheck refused a user, but the session could not be ended: the session store did not answer. The credential is refused again when it is checked")]
    public static partial void RefusedNotEnded(ILogger logger, Exception exception);

    [LoggerMessage(124, LogLevel.Warning, "{Strategy}: this strategy is not used. Its HTTP options are not valid, so the application would not start with it: {Mistakes}")]
    public static partial void UnusedOptionsInvalid(ILogger logger, string strategy, string mistakes);

    [LoggerMessage(126, LogLevel.Error, "The HTTP options have changed, and the application would not start with them. They are read at start only, and those from the start stay in use: {Mistakes}")]
    public static partial void ChangedOptionsInvalid(ILogger logger, string mistakes);

    [LoggerMessage(125, LogLevel.Warning, "{Strategy}: an HTML form was answered with tokens as JSON, which the browser shows as text. For pages and forms, set the transport to the cookie: UseAspNetCore(o => o.Transport = CredentialTransport.Cookie), or \"Http\": {{ \"Transport\": \"Cookie\" }} in the configuration")]
    public static partial void TokensInPage(ILogger logger, string strategy);

    [LoggerMessage(127, LogLevel.Warning, "A request of an endpoint with DisableSessionRenewal was authenticated before its endpoint was known, so it counted as activity and renewed the session. Call app.UseRouting() before app.UseAuthentication()")]
    public static partial void RoutedTooLate(ILogger logger);

    [LoggerMessage(128, LogLevel.Debug, "A connection of strategy {Strategy} was closed: the claims of its session have changed. The client may connect again")]
    public static partial void ConnectionChanged(ILogger logger, string strategy);

    [LoggerMessage(136, LogLevel.Information, "A DPoP proof was refused: {Error}: {Detail}")]
    public static partial void ProofRefused(ILogger logger, DPoPProofError error, string detail);

    [LoggerMessage(141, LogLevel.Warning, "UseDPoP() is on, and the application accepts requests for every host, so a DPoP proof that a client made for another server counts here if that server sends it on with its own name as the host. Set AllowedHosts in appsettings.json to the hosts of the application, for example \"AllowedHosts\": \"api.example;www.example\"")]
    public static partial void AnyHostForProofs(ILogger logger);

    [LoggerMessage(151, LogLevel.Debug, "The session {SessionId} is bound to a device now")]
    public static partial void DeviceBound(ILogger logger, SessionId sessionId);

    [LoggerMessage(152, LogLevel.Information, "A device was not registered: {Reason}. The session goes on as it was")]
    public static partial void DeviceNotBound(ILogger logger, string reason);

    [LoggerMessage(153, LogLevel.Information, "A bound cookie was not renewed: {Reason} (session: {SessionId})")]
    public static partial void DeviceNotRefreshed(ILogger logger, string sessionId, string reason);

    [LoggerMessage(154, LogLevel.Information, "A request was refused without a bound cookie, because its browser did not refresh it: {Reason}")]
    public static partial void DeviceRefreshSkipped(ILogger logger, string reason);

    [LoggerMessage(155, LogLevel.Warning, "A sign-in at another host asked for no key of the device, because Cookie.Domain is {Domain}: browsers bind sessions of a domain only at its own host. Let users sign in there, or leave Cookie.Domain unset. This line is logged once")]
    public static partial void DeviceOtherHost(ILogger logger, string domain);

    [LoggerMessage(156, LogLevel.Warning, "A sign-in asked for no key of the device. The session goes on unbound")]
    public static partial void DeviceNotAsked(ILogger logger, Exception exception);

    [LoggerMessage(129, LogLevel.Warning, "The cookies of strategy {Strategy} have SameSite=None without Partitioned. Browsers that block third-party cookies, Chromium among them, neither keep nor send them in a page that another site embeds. Set Cookie.Partitioned = true if other sites embed the application, or Cookie.SameSite = SameSiteMode.Lax if they do not")]
    public static partial void NotPartitioned(ILogger logger, string strategy);

    [LoggerMessage(134, LogLevel.Warning, "{Strategy}: the strategy is a {Type} that does not have or pass on {Abilities}, and does not do what they are for: its cookies are not rotated, its credentials not bound to keys, its sessions not to devices, its items not kept, or pages not served by its refresh tokens. If it only watches, derive it from DelegatingAuthStrategy and pass on abilities in GetService. If it checks something, implement these interfaces")]
    public static partial void AbilitiesMissing(ILogger logger, string strategy, string type, string abilities);

    [LoggerMessage(130, LogLevel.Warning, "AuthHttpOptions.DeviceName failed, so sessions in the list have no name. This line is logged once")]
    public static partial void DeviceNameFailed(ILogger logger, Exception exception);

    [LoggerMessage(166, LogLevel.Warning, "The ticket of session {SessionId} of {Scheme} cannot be read, so its user must log in again. Check that all nodes share the keys of Data Protection (PersistKeysTo…), and that these keys are kept across restarts")]
    public static partial void TicketUnreadable(ILogger logger, string scheme, SessionId? sessionId);

    [LoggerMessage(167, LogLevel.Error, "The ticket of a session of {Scheme} was not renewed, because it has become too large; the former one stays in use. Keep fewer claims or tokens in it")]
    public static partial void TicketTooLarge(ILogger logger, Exception exception, string scheme);

    [LoggerMessage(157, LogLevel.Information, "A login of the cookie scheme {Scheme} was moved to the strategy {Strategy}")]
    public static partial void LoginMoved(ILogger logger, string scheme, string strategy);

    [LoggerMessage(158, LogLevel.Error, "A login of the cookie scheme {Scheme} was not moved, so its user must log in again: the principal or the items of its ticket cannot be kept in a session. If it names no user or has too many claims, change it: AcceptCookies(\"{Scheme}\", o => o.ConvertPrincipal = (login, cancellationToken) => …). This line is logged at most once in a minute")]
    public static partial void LoginNotMoved(ILogger logger, Exception exception, string scheme);

    [LoggerMessage(159, LogLevel.Warning, "Cookies of the scheme {Scheme} are not accepted any more: AcceptCookies(\"{Scheme}\") has Until = {Until:O}. Remove the call, and AddCookie if nothing else uses it; or set a later time")]
    public static partial void CookiesNotAccepted(ILogger logger, string scheme, DateTimeOffset until);

    [LoggerMessage(160, LogLevel.Warning, "A login of the cookie scheme {Scheme} has ended here, but its ticket could not be removed from the ticket store. It stays valid on nodes that still accept the old cookie")]
    public static partial void TicketNotRemoved(ILogger logger, Exception exception, string scheme);

    [LoggerMessage(161, LogLevel.Warning, "A cookie of the scheme {Scheme} counts as none, because its CookieManager or TicketDataFormat failed. This line is logged once")]
    public static partial void FormerCookieUnreadable(ILogger logger, Exception exception, string scheme);

    [LoggerMessage(162, LogLevel.Information, "A login of the cookie scheme {Scheme} was not moved, because it has ended on another host, or all logins of its user or of the strategy were ended after its cookie was issued. Its user must log in again")]
    public static partial void LoginEnded(ILogger logger, string scheme);

    [LoggerMessage(163, LogLevel.Warning, "A login of the cookie scheme {Scheme} was moved without the items and tokens of its ticket, because they cannot be kept in a session. Leave out what is not needed: AcceptCookies(\"{Scheme}\", o => o.ConvertPrincipal = (login, cancellationToken) => …). This line is logged once")]
    public static partial void LoginMovedWithoutItems(ILogger logger, Exception exception, string scheme);

    [LoggerMessage(164, LogLevel.Warning, "Whether the logins of a user of the cookie scheme {Scheme} were ended is not known, because ConvertPrincipal or the session store failed. The former handler goes on with the login, but does not renew its cookie: if this goes on, its users are logged out at ExpireTimeSpan. This line is logged at most once in a minute")]
    public static partial void LoginEndUnknown(ILogger logger, Exception exception, string scheme);

    [LoggerMessage(137, LogLevel.Warning, "Schemes lead to each other without an end: a call of the scheme {Scheme} came back to it, and went to {Target}. Look at the schemes of AddPolicyScheme and at the ForwardDefaultSelector of {Scheme}: one that AcceptCookies names leads to ours, so ours must not lead back to it. This line is logged once")]
    public static partial void SchemesLeadToEachOther(ILogger logger, string scheme, string target);

    [LoggerMessage(138, LogLevel.Warning, "The session store has another secret of former logins than before: it has lost it, and another node has made a new one. Former cookies that were issued until now are not moved any more, because a copy of one whose login was moved before could begin another session. Their users log in again; sessions go on. Check that the store keeps what it has (noeviction, persistence)")]
    public static partial void FormerSecretReplaced(ILogger logger);

    [LoggerMessage(139, LogLevel.Information, "This node has made the secret of former logins, because the session store has none. If AcceptCookies was in use before, the store has lost it: a copy of a cookie whose login was moved before may begin another session. ISessionDirectory.RevokeEverythingAsync ends all logins")]
    public static partial void FormerSecretMade(ILogger logger);

    [LoggerMessage(140, LogLevel.Error, "Schemes lead to each other without an end: the scheme {Scheme} forwards to {Target}, which leads back to {Scheme}. {Scheme} has handled the call itself. Change a Forward… option of {Scheme}, or the scheme {Target}")]
    public static partial void ForwardsWithoutEnd(ILogger logger, string scheme, string target);
}
