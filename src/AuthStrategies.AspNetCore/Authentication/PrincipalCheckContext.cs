using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore;

/// <summary>Where a principal comes from that an <see cref="IPrincipalCheck"/> checks. Immutable; contains no credential.</summary>
public sealed class PrincipalCheckContext
{
    /// <summary>The name of the strategy that accepted the credential.</summary>
    public required string Strategy { get; init; }

    /// <summary>The public id of the session, or <see langword="null"/> if there is none or it is not known here.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>When the user last proved who they are, or <see langword="null"/> if the credential does not say it. UTC.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>The request; <see langword="null"/> when the session of an open SignalR or Blazor connection is checked.</summary>
    public HttpContext? HttpContext { get; init; }
}
