using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Jwt.Rotation;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Diagnostics;

/// <summary>What each type of event can say at all, and that the events of keys say nothing of the keys themselves.</summary>
[TestFixture]
[Property("Requirement", "L-01")]
public sealed class EventContentTests
{
    private const string Common = "Strategy Subject SessionId Client Time TraceId Name";

    // A new property of an event must be judged here: none may hold a credential, the value of a claim, a label or an item.
    private static readonly Dictionary<Type, string> Properties = new()
    {
        [typeof(CredentialIssuedEvent)] = "ExpiresAt Persistent",
        [typeof(CredentialAuthenticatedEvent)] = "",
        [typeof(CredentialRefreshedEvent)] = "ExpiresAt",
        [typeof(TokenRotatedEvent)] = "",
        [typeof(TokenReplayedEvent)] = "IsSuspicious",
        [typeof(TokenReusedEvent)] = "",
        [typeof(ClaimsReplacedEvent)] = "",
        [typeof(SessionEndedEvent)] = "Reason EndedBy Code Count",
        [typeof(CredentialRefusedEvent)] = "Reason IsRefresh",
        [typeof(RequestRefusedEvent)] = "Reason",
        [typeof(DeviceBoundEvent)] = "Algorithm",
        [typeof(DeviceRefusedEvent)] = "Reason IsRefresh",
        [typeof(KeyChangedEvent)] = "KeyId Change",
    };

    private static IEnumerable<Type> Types => typeof(AuthEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(AuthEvent)));

    [TestCaseSource(nameof(Types))]
    public void Event_Properties_AreTheKnownOnes(Type type) => Assert.That(
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name),
        Is.EquivalentTo($"{Common} {Properties[type]}".Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [TestCaseSource(nameof(Types))]
    public void ToString_EveryFieldRecognisable_ShowsNoUserAndNoClient(Type type)
    {
        var authEvent = (AuthEvent)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.CanWrite))
        {
            if (property.PropertyType == typeof(string))
                property.SetValue(authEvent, $"recognisable-{property.Name}");
        }

        typeof(AuthEvent).GetProperty(nameof(AuthEvent.Client))!.SetValue(authEvent, new ClientFacts { Address = "recognisable-Address", UserAgent = "recognisable-UserAgent" });

        string text = authEvent.ToString();

        Assert.That(text, Does.Contain("recognisable-Strategy"), "or nothing was looked at");
        foreach (string hidden in new[] { "recognisable-Subject", "recognisable-Address", "recognisable-UserAgent" })
            Assert.That(text, Does.Not.Contain(hidden));
    }

    [TestCase("HS256")]
    [TestCase("ES256")]
    [TestCase("RS256")]
    public async Task KeyEvents_WholePeriod_HaveNothingOfTheKeys(string algorithm)
    {
        using SessionScenario scenario = new();
        RestorableKeyStore store = new();
        RecordingEventSink sink = new();
        Application app = scenario.Application(
            auth => auth.AddJwt(options =>
            {
                SessionScenario.Configure(options);
                options.SigningKeys.Clear();
                options.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(2), TimeSpan.FromDays(10), algorithm);
            }).UseJwtKeyStore(_ => store),
            more: services => services.AddAuthEventSink("test", _ => sink).AddAuthEventLog());
        await app.Strategy.IssueAsync(SessionScenario.Principal());
        for (int day = 0; day < 90; day++)
        {
            scenario.Time.Advance(TimeSpan.FromDays(1));
            await app.Strategy.IssueAsync(SessionScenario.Principal());
        }

        using CancellationTokenSource limit = new(Until.TimeLimit);
        await sink.FirstAsync<KeyChangedEvent>(key => key.Change == KeyChange.Removed, limit.Token);
        await Until.TrueAsync(() => scenario.Log.Count(55) == sink.Events.Count);

        KeyChangedEvent[] events = [.. sink.Events.OfType<KeyChangedEvent>()];
        HashSet<string> ids = [.. events.Select(key => key.KeyId)];
        string[] material = [.. store.Saved.SelectMany(document => Texts(Encoding.UTF8.GetString(document.Content.Span))).Where(text => text.Length >= 16 && !ids.Contains(text) && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _)).Distinct()];
        Assert.That(material, Is.Not.Empty, "or nothing was looked for");
        IEnumerable<string> said = events.Select(key => $"{key} {key.KeyId} {key.Strategy} {key.Subject} {key.TraceId}").Concat(scenario.Log.Entries.Where(entry => entry.Id == 55).Select(entry => entry.Text + entry.Values));
        foreach (string text in said)
            Assert.That(material.FirstOrDefault(piece => text.Contains(piece[..16], StringComparison.Ordinal)), Is.Null, text);
    }

    /// <summary>Every text of a document, also in texts that are documents themselves.</summary>
    private static IEnumerable<string> Texts(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. Texts(document.RootElement)];
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Texts(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };
}
