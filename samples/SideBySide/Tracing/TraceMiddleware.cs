using System.Text.Json;
using System.Text.Json.Serialization;

namespace SideBySide.Tracing;

/// <summary>Describes each request in a header of its response. For a demonstration only: the header contains cookies.</summary>
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
