using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Asks the application for the name of a device. A thread-safe singleton.</summary>
internal sealed class DeviceNames(IOptions<AuthHttpOptions> options, ILogger<DeviceNames> logger)
{
    private int _hasWarned;

    /// <returns>The name, or <see langword="null"/> if there is none.</returns>
    public string? Of(SessionInfo session)
    {
        if (options.Value.DeviceName is not { } name || (session.LastClient ?? session.FirstClient) is not { } client)
            return null;

        try
        {
            // The name may repeat what the client says: it gets the same limits.
            return new ClientFacts { UserAgent = name(client) }.UserAgent;
        }
#pragma warning disable CA1031 // The application's code may throw anything; the list is complete without a name.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
                HttpLog.DeviceNameFailed(logger, exception);
            return null;
        }
    }
}
