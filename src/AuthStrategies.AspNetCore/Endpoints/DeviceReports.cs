using System.Diagnostics;
using System.Diagnostics.Metrics;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>
/// The log lines, the counter and the events of the proofs of devices. The event of a session that is bound is its strategy's, which knows the user. A
/// thread-safe singleton.
/// </summary>
internal sealed class DeviceReports(IAuthEventPublisher events, TimeProvider time, IOptions<AuthHttpOptions> options, ILogger<DeviceReports> logger, IMeterFactory? meters = null)
{
    private const string Registration = "register";
    private const string Refresh = "refresh";

    // The factory gives the same meter as to the strategies.
    private readonly Counter<long>? _proofs = meters?.Create(AuthStrategiesTelemetry.MeterName)
        .CreateCounter<long>(AuthStrategiesTelemetry.DeviceProofs, "{proof}", "Proofs of devices, by operation, outcome and reason.");

    public void Registered(HttpStrategy strategy, SessionId session)
    {
        HttpLog.DeviceBound(logger, session);
        Count(Registration, strategy.Name, refusal: null);
    }

    public void Refreshed(HttpStrategy strategy) => Count(Refresh, strategy.Name, refusal: null);

    public void RegistrationRefused(HttpContext context, HttpStrategy? strategy, SessionId? session, DeviceRefusal refusal, string reason)
    {
        HttpLog.DeviceNotBound(logger, reason);
        Count(Registration, strategy?.Name, refusal);
        Publish(context, strategy, session, refusal, isRefresh: false);
    }

    public void RefreshRefused(HttpContext context, HttpStrategy? strategy, SessionId? session, DeviceRefusal refusal, string reason)
    {
        HttpLog.DeviceNotRefreshed(logger, session?.ToString() ?? "none", reason);
        Count(Refresh, strategy?.Name, refusal);
        Publish(context, strategy, session, refusal, isRefresh: true);
    }

    /// <summary>What an error of a proof is for its reader.</summary>
    public static DeviceRefusal RefusalOf(DeviceProofError error) =>
        error is DeviceProofError.WrongKey or DeviceProofError.BadSignature ? DeviceRefusal.WrongKey : DeviceRefusal.InvalidProof;

    private void Count(string operation, string? strategy, DeviceRefusal? refusal)
    {
        if (_proofs is not { Enabled: true })
            return;

        TagList tags = new()
        {
            { AuthStrategiesTelemetry.OperationTag, operation },
            { AuthStrategiesTelemetry.OutcomeTag, refusal is null ? "succeeded" : "failed" },
        };
        if (strategy is not null)
            tags.Add(AuthStrategiesTelemetry.StrategyTag, strategy);
        if (refusal is { } reason)
            tags.Add(AuthStrategiesTelemetry.ReasonTag, TagOf(reason));
        _proofs.Add(1, tags);
    }

    private void Publish(HttpContext context, HttpStrategy? strategy, SessionId? session, DeviceRefusal refusal, bool isRefresh)
    {
        if (!events.HasSinks)
            return;

        events.Publish(new DeviceRefusedEvent
        {
            Strategy = strategy?.Name ?? "",
            SessionId = session,
            Client = ClientReader.Read(context, options.Value),
            Time = time.GetUtcNow(),
            TraceId = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : null,
            Reason = refusal,
            IsRefresh = isRefresh,
        });
    }

    private static string TagOf(DeviceRefusal refusal) => refusal switch
    {
        DeviceRefusal.InvalidProof => "invalid_proof",
        DeviceRefusal.WrongKey => "wrong_key",
        DeviceRefusal.UnknownChallenge => "unknown_challenge",
        DeviceRefusal.UnknownSession => "unknown_session",
        DeviceRefusal.AlreadyBound => "already_bound",
        DeviceRefusal.TooLarge => "too_large",
        _ => "unspecified",
    };
}
