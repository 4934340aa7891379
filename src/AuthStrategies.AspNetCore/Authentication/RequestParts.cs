using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>The parts of a request, and what of it the application sees. Only a request that needs it has one. Not thread-safe.</summary>
internal sealed class RequestParts(HttpContext context)
{
    private AuthRequest? _seen;
    private Endpoint? _seenAt;

    /// <summary>The parts, in the order in which they were asked for.</summary>
    public List<AuthRequest> All { get; } = [];

    /// <summary>
    /// The part, or the whole request, with which the policy of the running endpoint was evaluated; <see langword="null"/> if none was. A
    /// page of errors runs in the same request, and its endpoint names other schemes or none.
    /// </summary>
    public AuthRequest? Seen => _seenAt == context.GetEndpoint() ? _seen : null;

    public void See(AuthRequest request) => (_seen, _seenAt) = (request, context.GetEndpoint());
}
