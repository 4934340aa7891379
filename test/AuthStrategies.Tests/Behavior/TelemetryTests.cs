using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Claims;
using System.Text.RegularExpressions;
using AuthStrategies.Tests.Diagnostics;
using AuthStrategies.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Behavior;

/// <summary>What a whole life of both strategies shows to the outside, and what it must not show.</summary>
[TestFixture]
[NonParallelizable]
public sealed partial class TelemetryTests
{
    private readonly ConcurrentQueue<(string Instrument, string Tags)> _measurements = new();
    private readonly ConcurrentQueue<string> _activities = new();
    private readonly LogCapture _log = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero));
    private MeterListener _meters = null!;
    private ActivityListener _traces = null!;
    private ServiceProvider _provider = null!;

    [SetUp]
    public void SetUp()
    {
        _measurements.Clear();
        _activities.Clear();
        ServiceCollection services = new();
        services.AddMetrics();
        services.AddLogging(b => b.SetMinimumLevel(LogLevel.Trace).AddProvider(_log));
        services.AddSingleton<TimeProvider>(_time);
        services.AddAuthStrategy().AddSession().AddJwt(o =>
        {
            o.Issuer = "https://issuer.example";
            o.Audience = "web";
            o.SigningKeys.Add(JwtKey.Generate("HS256"));
        });
        _provider = services.BuildServiceProvider();
        IMeterFactory factory = _provider.GetRequiredService<IMeterFactory>();

        _meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == AuthStrategiesTelemetry.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        _meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Record(instrument, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Record(instrument, tags));
        _meters.Start();
        _traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AuthStrategiesTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _activities.Enqueue($"{activity.DisplayName} {string.Join(",", activity.TagObjects.Select(t => $"{t.Key}={t.Value}"))} {activity.StatusDescription}"),
        };
        ActivitySource.AddActivityListener(_traces);
    }

    [TearDown]
    public void TearDown()
    {
        _meters.Dispose();
        _traces.Dispose();
        _provider.Dispose();
    }

    [Test]
    [Property("Requirement", "L-03")]
    public async Task Life_Session_EveryEventIsCountedAndLogged()
    {
        await LiveAsync("Session");

        Assert.That(_measurements, Does.Contain(("authstrategies.issued", "authstrategies.strategy=Session")));
        Assert.That(_measurements, Does.Contain(("authstrategies.authenticated", "authstrategies.strategy=Session;authstrategies.outcome=succeeded")));
        Assert.That(_measurements, Does.Contain(("authstrategies.authenticated", "authstrategies.strategy=Session;authstrategies.outcome=failed;authstrategies.reason=reused")));
        Assert.That(_measurements, Does.Contain(("authstrategies.authenticated", "authstrategies.strategy=Session;authstrategies.outcome=failed;authstrategies.reason=unknown_session")));
        Assert.That(_measurements, Does.Contain(("authstrategies.authenticated", "authstrategies.strategy=Session;authstrategies.outcome=not_applicable")));
        Assert.That(_measurements, Does.Contain(("authstrategies.reused", "authstrategies.strategy=Session")));
        Assert.That(_measurements, Does.Contain(("authstrategies.revoked", "authstrategies.strategy=Session;authstrategies.outcome=revoked")));
        Assert.That(_measurements, Does.Contain(("authstrategies.refreshed", "authstrategies.strategy=Session;authstrategies.outcome=succeeded")));
        Assert.That(_measurements, Does.Contain(("authstrategies.store.duration", "authstrategies.operation=create;authstrategies.outcome=succeeded")));
        Assert.That(_measurements, Does.Contain(("authstrategies.store.duration", "authstrategies.operation=find;authstrategies.outcome=succeeded")));
        Assert.That(_log.Lines, Has.Some.StartsWith("[1] Information").And.Some.StartsWith("[2] Debug").And.Some.StartsWith("[3] Debug").And.Some.StartsWith("[7] Warning").And.Some.StartsWith("[8] Information"));
    }

    [Test]
    [Property("Requirement", "L-03")]
    public async Task Life_Jwt_EveryEventIsCountedAndLogged()
    {
        await LiveAsync("Jwt");

        Assert.That(_measurements, Does.Contain(("authstrategies.issued", "authstrategies.strategy=Jwt")));
        Assert.That(_measurements, Does.Contain(("authstrategies.authenticated", "authstrategies.strategy=Jwt;authstrategies.outcome=succeeded")));
        Assert.That(_measurements, Does.Contain(("authstrategies.authenticated", "authstrategies.strategy=Jwt;authstrategies.outcome=failed;authstrategies.reason=bad_signature")));
        Assert.That(_measurements, Does.Contain(("authstrategies.refreshed", "authstrategies.strategy=Jwt;authstrategies.outcome=failed;authstrategies.reason=not_supported")));
        Assert.That(_measurements, Does.Contain(("authstrategies.revoked", "authstrategies.strategy=Jwt;authstrategies.outcome=not_supported")));
        Assert.That(_log.Lines, Has.Some.Contains("protocol claims were left out: exp, iss"));
    }

    [TestCase("Session")]
    [TestCase("Jwt")]
    public async Task Life_Traced_EveryVerbIsOneActivityWithItsOutcome(string name)
    {
        await LiveAsync(name);

        foreach (string verb in new[] { "issue", "authenticate", "refresh", "revoke" })
            Assert.That(_activities, Has.Some.StartsWith($"authstrategies.{verb} authstrategies.strategy={name}"));
        Assert.That(_activities, Has.Some.Contains("outcome=succeeded").And.Some.Contains("outcome=failed"));
    }

    [TestCase("Session")]
    [TestCase("Jwt")]
    [Property("Requirement", "L-01")]
    public async Task Life_Everywhere_NoPieceOfACredentialOrClaimIsShown(string name)
    {
        List<string> credentials = await LiveAsync(name);

        string shown = string.Join('\n', [.. _log.Lines, .. _activities, .. _measurements.Select(m => m.Instrument + m.Tags)]);

        Assert.That(shown, Is.Not.Empty.And.Not.Contain("subject-of-session").And.Not.Contain("Alice Cooper"));
        foreach (string credential in credentials)
        {
            for (int i = 0; i + 8 <= credential.Length; i++)
                Assert.That(shown.AsSpan().Contains(credential.AsSpan(i, 8), StringComparison.Ordinal), Is.False);
        }
    }

    [Test]
    public async Task SessionGauge_InMemoryStore_IsTheNumberOfSessions()
    {
        IAuthStrategy strategy = _provider.GetRequiredKeyedService<IAuthStrategy>("Session");
        List<long> observed = [];
        _meters.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (instrument.Name == AuthStrategiesTelemetry.StoreSessions)
                observed.Add(value);
        });

        _meters.RecordObservableInstruments();
        string first = (await strategy.IssueAsync(new(new ClaimsIdentity([new("sub", "alice")], "password")))).Value;
        await strategy.IssueAsync(new(new ClaimsIdentity([new("sub", "bob")], "password")));
        _meters.RecordObservableInstruments();
        await strategy.RevokeAsync(first);
        _meters.RecordObservableInstruments();

        Assert.That(observed, Is.EqualTo(new long[] { 0, 2, 1 }));
    }

    [Test]
    public async Task SessionGauge_StoreThatCannotTell_IsAbsent()
    {
        List<string> published = [];
        ServiceCollection services = new();
        services.AddMetrics();
        services.AddAuthStrategy().AddSession().UseSessionStore(_ => new SpyRecordStore());
        await using ServiceProvider provider = services.BuildServiceProvider();
        IMeterFactory factory = provider.GetRequiredService<IMeterFactory>();
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, factory))
                    published.Add(instrument.Name);
            },
        };
        listener.Start();

        await provider.GetRequiredService<IAuthStrategy>().AuthenticateAsync("unknown");

        Assert.That(published, Has.Member(AuthStrategiesTelemetry.Issued).And.No.Member(AuthStrategiesTelemetry.StoreSessions));
    }

    [Test]
    public void Page_LogEvents_AreThoseOfTheSources()
    {
        string[] declared = [.. new[] { "src/AuthStrategies", "src/AuthStrategies.AspNetCore" }
            .SelectMany(Architecture.Repository.SourceFiles)
            .SelectMany(file => LogEvent().Matches(File.ReadAllText(file)))
            .Select(match => $"{match.Groups[1].Value} {LevelOf(match)}")];
        string[] documented = [.. LogRow().Matches(Architecture.Documents.All["docs/telemetry.md"]).SelectMany(Events)];

        Assert.That(documented, Is.EquivalentTo(declared));
    }

    // The level of an event for a sink depends on the event. Events 49 and 58 are warnings at most. Another event whose level depends on the call is an error at first.
    private static string LevelOf(Match declaration) =>
        declaration.Groups[2].Success ? declaration.Groups[2].Value.ToLowerInvariant() : declaration.Groups[1].Value switch { "55" => "depends", "49" or "58" => "warning", _ => "error" };

    // "| 4, 5 | information, debug | …": one level for all, or one for each.
    private static IEnumerable<string> Events(Match row)
    {
        string[] numbers = row.Groups[1].Value.Split(", ");
        string[] levels = row.Groups[2].Value.Split(", ");
        return numbers.Select((number, index) => $"{number} {levels[levels.Length == 1 ? 0 : index]}");
    }

    [GeneratedRegex(@"LoggerMessage\((?:EventId = )?(\d+), (?:LogLevel\.(\w+),)?")]
    private static partial Regex LogEvent();

    [GeneratedRegex(@"^\| ([\d, ]+) \| ([a-z, ]+) \|", RegexOptions.Multiline)]
    private static partial Regex LogRow();

    [Test]
    public void Page_Instruments_AreThoseOfTheLibrary()
    {
        string page = Architecture.Documents.All["docs/telemetry.md"];
        string[] names =
        [
            .. typeof(AuthStrategiesTelemetry).GetFields().Select(field => (string)field.GetRawConstantValue()!).Where(name => name.StartsWith("authstrategies.", StringComparison.Ordinal)),
        ];

        IEnumerable<string> rows = page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);

        Assert.That(rows, Is.EquivalentTo(names));
    }

    private async Task<List<string>> LiveAsync(string name)
    {
        IAuthStrategy strategy = _provider.GetRequiredKeyedService<IAuthStrategy>(name);
        ClaimsPrincipal alice = new(new ClaimsIdentity([new("sub", "subject-of-session"), new("name", "Alice Cooper"), new("iss", "x"), new("exp", "1")], "password"));
        string first = (await strategy.IssueAsync(alice)).Value;
        string second = (await strategy.IssueAsync(alice, new() { Label = "label" })).Value;
        string tampered = first[..^2] + (first[^2] == 'A' ? 'B' : 'A') + first[^1];
        await strategy.AuthenticateAsync(first);
        await strategy.AuthenticateAsync("neither kind");
        await strategy.RefreshAsync(second);
        await strategy.AuthenticateAsync(tampered);
        await strategy.AuthenticateAsync(tampered);
        await strategy.RevokeAsync(second);
        _time.Advance(TimeSpan.FromDays(2));
        await strategy.AuthenticateAsync(second);
        return [first, second, tampered];
    }

    private void Record(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        List<string> texts = [];
        foreach (KeyValuePair<string, object?> tag in tags)
            texts.Add($"{tag.Key}={tag.Value}");
        _measurements.Enqueue((instrument.Name, string.Join(';', texts)));
    }
}
