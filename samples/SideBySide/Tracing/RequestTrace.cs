using AuthStrategies.AspNetCore;

namespace SideBySide.Tracing;

/// <summary>What happened to one request: its credential, the calls to strategy and store, the response. Not thread-safe, like the request.</summary>
internal sealed class RequestTrace
{
    public required string Method { get; init; }

    public required string Path { get; init; }

    public required DateTimeOffset Clock { get; init; }

    /// <summary>The cookies of the request. Scripts cannot read them; they are shown only because this is a demonstration.</summary>
    public required string Cookie { get; init; }

    public IList<StrategyCall> StrategyCalls { get; } = [];

    public IList<StoreCall> Store { get; } = [];

    public int Status { get; private set; }

    public AuthRequestOutcome? Outcome { get; private set; }

    public string? Strategy { get; private set; }

    public string? Reason { get; private set; }

    public string? Detail { get; private set; }

    public string? Session { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public IReadOnlyList<string?> SetCookie { get; private set; } = [];

    public static RequestTrace Begin(HttpContext context, TimeProvider time) => new()
    {
        Method = context.Request.Method,
        Path = context.Request.Path,
        Clock = time.GetUtcNow(),
        Cookie = context.Request.Headers.Cookie.ToString(),
    };

    /// <summary>Notes what is only known when the answer is about to start.</summary>
    public void End(HttpContext context)
    {
        Status = context.Response.StatusCode;
        SetCookie = [.. context.Response.Headers.SetCookie];
        if (context.Features.Get<IAuthRequestFeature>() is not { } request)
            return;

        Outcome = request.Outcome;
        Strategy = request.Strategy;
        Reason = request.Result.Failure?.Reason.ToString();
        Detail = request.Result.Failure?.Detail;
        Session = request.Result.SessionId?.ToString();
        ExpiresAt = request.Result.ExpiresAt;
    }
}
