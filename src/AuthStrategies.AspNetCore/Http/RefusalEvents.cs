using System.Diagnostics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// Makes the events of refusals that no strategy makes, because it was not asked or had accepted the credential. A request makes one for each
/// reason, however many schemes and endpoints look at it. A thread-safe singleton.
/// </summary>
internal sealed class RefusalEvents(IAuthEventPublisher events, TimeProvider time, IOptions<AuthHttpOptions> options)
{
    /// <summary>The request was refused for where it came from or how its credentials were sent.</summary>
    public void Request(HttpContext context, RequestRefusal reason)
    {
        if (events.HasSinks && IsFirst(context, (nameof(RequestRefusal), (int)reason)))
            events.Publish(new RequestRefusedEvent { Strategy = "", Client = ClientOf(context), Time = time.GetUtcNow(), TraceId = TraceId, Reason = reason });
    }

    /// <summary>A credential was refused here.</summary>
    /// <param name="context">The request.</param>
    /// <param name="reason">Why.</param>
    /// <param name="strategy">The strategy that had accepted it; <see langword="null"/> if none was asked.</param>
    /// <param name="isRefresh">Whether a refresh was refused.</param>
    public void Credential(HttpContext context, AuthFailureReason reason, string? strategy = null, bool isRefresh = false)
    {
        if (events.HasSinks && (isRefresh || !IsReportedByRefresh(context)) && IsFirst(context, (nameof(AuthFailureReason), (int)reason)))
            Publish(context, strategy ?? "", reason, isRefresh);
    }

    /// <summary>No strategy of several accepted a credential, and this one's reason is the answer.</summary>
    public void OfSearch(HttpContext context, string strategy, AuthFailureReason reason, bool isRefresh)
    {
        if (IsDue(context, strategy, reason, isRefresh))
            Publish(context, strategy, reason, isRefresh);
    }

    /// <summary>
    /// Whether a refusal by a strategy makes an event: once for a request, however often the strategy is asked; and at the refresh endpoint only
    /// if the refresh was refused, because an access token that has expired is the usual reason for a refresh.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="reason">Why it refused.</param>
    /// <param name="isRefresh">Whether it was asked for a refresh.</param>
    public static bool IsDue(HttpContext context, string strategy, AuthFailureReason reason, bool isRefresh)
    {
        try
        {
            return (isRefresh || !IsReportedByRefresh(context)) && IsFirst(context, ($"strategy {strategy}", (int)reason));
        }
        catch (ObjectDisposedException)
        {
            // The request is over, and its events with it.
            return true;
        }
    }

    /// <summary>Whether the request goes to the refresh endpoint, and the endpoint runs also if the credential is refused before.</summary>
    public static bool IsReportedByRefresh(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata && metadata.GetMetadata<RefreshEndpointMetadata>() is not null && metadata.GetMetadata<IAllowAnonymous>() is not null;

    private void Publish(HttpContext context, string strategy, AuthFailureReason reason, bool isRefresh) =>
        events.Publish(new CredentialRefusedEvent { Strategy = strategy, Client = ClientOf(context), Time = time.GetUtcNow(), TraceId = TraceId, Reason = reason, IsRefresh = isRefresh });

    private static string? TraceId => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : null;

    private ClientFacts? ClientOf(HttpContext context) => ClientReader.Read(context, options.Value);

    private static bool IsFirst(HttpContext context, (string Kind, int Reason) refusal)
    {
        if (context.Features.Get<Made>() is not { } made)
            context.Features.Set(made = new());
        return made.Refusals.Add(refusal);
    }

    /// <summary>Which events the request has made.</summary>
    private sealed class Made
    {
        public HashSet<(string Kind, int Reason)> Refusals { get; } = [];
    }
}
