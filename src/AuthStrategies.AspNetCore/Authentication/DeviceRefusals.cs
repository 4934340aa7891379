using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>What follows when a request was refused because it has no valid bound cookie. The session itself goes on. A thread-safe singleton.</summary>
internal sealed class DeviceRefusals(BoundCookies cookies, ILogger<DeviceRefusals> logger)
{
    // The reasons of the draft: a client can send any text, and the log gets none of it.
    private static readonly string[] Reasons = ["unreachable", "server_error", "quota_exceeded"];

    /// <summary>
    /// Reports that the browser knew that it needs a bound cookie and did not refresh (<c>Secure-Session-Skipped</c>), and deletes a bound cookie that is not
    /// accepted: the browser would send it until it ends there, and refreshes at once without it.
    /// </summary>
    public void Follow(HttpContext context, HttpStrategy strategy)
    {
        if (context.Request.Headers[DeviceHeaders.Skipped] is [{ } skipped, ..])
            HttpLog.DeviceRefreshSkipped(logger, Array.Find(Reasons, reason => skipped.Contains(reason, StringComparison.Ordinal)) ?? "other");
        if (!context.Response.HasStarted && cookies.IsIn(context, strategy))
            cookies.Delete(context, strategy);
    }
}
