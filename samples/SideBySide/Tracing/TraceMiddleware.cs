using System.Text.Json;
using System.Text.Json.Serialization;

namespace SideBySide.Tracing;

/// <summary>Notes the way of each request and tells it in a header of the answer. For a demonstration only: it gives away cookies.</summary>
internal sealed class TraceMiddleware(RequestDelegate next, TimeProvider time)
{
    public const string Header = "Demo-Trace";

    // A header holds ASCII only; the default encoder escapes everything else.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/demo", StringComparison.Ordinal))
            return next(context);

        RequestTrace trace = RequestTrace.Begin(context, time);
        context.Features.Set(trace);
        context.Response.OnStarting(() =>
        {
            trace.End(context);
            context.Response.Headers[Header] = JsonSerializer.Serialize(trace, Json);
            return Task.CompletedTask;
        });
        return next(context);
    }
}
