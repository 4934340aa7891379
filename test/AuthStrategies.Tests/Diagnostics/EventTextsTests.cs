using System.Text;
using AuthStrategies.Diagnostics;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests.Diagnostics;

/// <summary>Texts of any length and content in every field of every event: none breaks the line of the log or the text of the event.</summary>
[TestFixture]
[Property("Requirement", "E-03")]
public sealed class EventTextsTests
{
    private static readonly (string Name, string Text)[] Hostile =
    [
        ("line breaks", "a\r\nFAKE: admin logged in\rb\nc"),
        ("other line breaks", "a\u2028b\u2029c\u0085d\u000be\u000cf"),
        ("control characters", new string([.. Enumerable.Range(0, 32).Select(i => (char)i), '\u007f', '\u009b'])),
        ("escape sequences of a terminal", "\u001b[2J\u001b]0;title\u0007"),
        ("bidi", "\u202eevil\u2066\u2069\u200f"),
        ("invisible", "a\u200b\ufeff\u00ad\u2060b"),
        ("lone surrogates", "\ud800 \udc00 \udc00\ud800"),
        ("half of a pair at the end", new string('a', 255) + "\ud83d"),
        ("64 KiB", new string('x', 65_536)),
        ("64 KiB of line breaks", new string('\n', 65_536)),
        ("64 KiB of pairs", string.Concat(Enumerable.Repeat("😀", 32_768))),
        ("markup", "<script>alert(1)</script>\"'&"),
        ("placeholders", "{Strategy} {0} %s %n ${jndi:ldap://x}"),
        ("empty", ""),
    ];

    private static readonly Func<string, AuthEvent>[] Makers =
    [
        text => new CredentialIssuedEvent { Strategy = text, Subject = text, Client = Client(text), TraceId = text, Time = DateTimeOffset.UnixEpoch, ExpiresAt = DateTimeOffset.UnixEpoch },
        text => new CredentialAuthenticatedEvent { Strategy = text, Subject = text, Client = Client(text), TraceId = text, Time = DateTimeOffset.UnixEpoch },
        text => new CredentialRefreshedEvent { Strategy = text, Subject = text, Client = Client(text), TraceId = text, Time = DateTimeOffset.UnixEpoch },
        text => new TokenRotatedEvent { Strategy = text, Subject = text, Client = Client(text), TraceId = text, Time = DateTimeOffset.UnixEpoch },
        text => new TokenReplayedEvent { Strategy = text, Subject = text, Client = Client(text), TraceId = text, Time = DateTimeOffset.UnixEpoch, IsSuspicious = true },
        text => new TokenReusedEvent { Strategy = text, Subject = text, Client = Client(text), TraceId = text, Time = DateTimeOffset.UnixEpoch },
        text => new ClaimsReplacedEvent { Strategy = text, Subject = text, Client = Client(text), TraceId = text, Time = DateTimeOffset.UnixEpoch },
        text => new SessionEndedEvent
        {
            Strategy = text, Subject = text, Client = Client(text), TraceId = text, Time = DateTimeOffset.UnixEpoch, Reason = SessionEndReason.Application, EndedBy = SessionEndedBy.Application, Code = text, Count = 7,
        },
        text => new CredentialRefusedEvent { Strategy = text, Subject = text, Client = Client(text), TraceId = text, Time = DateTimeOffset.UnixEpoch, Reason = AuthFailureReason.Malformed },
        text => new RequestRefusedEvent { Strategy = text, Subject = text, Client = Client(text), TraceId = text, Time = DateTimeOffset.UnixEpoch, Reason = RequestRefusal.CrossSite },
        text => new DeviceBoundEvent { Strategy = text, Subject = text, Client = Client(text), TraceId = text, Time = DateTimeOffset.UnixEpoch, Algorithm = text },
        text => new DeviceRefusedEvent { Strategy = text, Subject = text, Client = Client(text), TraceId = text, Time = DateTimeOffset.UnixEpoch, Reason = DeviceRefusal.WrongKey },
        text => new KeyChangedEvent { Strategy = text, Subject = text, Client = Client(text), TraceId = text, Time = DateTimeOffset.UnixEpoch, KeyId = text, Change = KeyChange.Removed },
    ];

    private static IEnumerable<TestCaseData> Rows() => from row in Hostile
                                                       from maker in Makers
                                                       select new TestCaseData(maker(row.Text)).SetArgDisplayNames(row.Name, maker("").Name);

    [TestCaseSource(nameof(Rows))]
    public async Task LogSink_AnyText_WritesOneShortLine(AuthEvent authEvent)
    {
        LogCapture log = new();
        AuthEventLogSink sink = new(new OneLogger(log));

        await sink.WriteAsync(authEvent, CancellationToken.None);

        string line = log.Entries.Single().Text;
        Assert.That(line.EnumerateRunes().Where(IsOdd), Is.Empty);
        Assert.That(line, Does.Contain(authEvent.Name));
        Assert.That(line, Has.Length.LessThan(2_000));
        Assert.That(() => new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(line), Throws.Nothing);
    }

    [Test]
    public void Makers_AreOfEveryType() => Assert.That(
        Makers.Select(maker => maker("").GetType()),
        Is.EquivalentTo(typeof(AuthEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(AuthEvent)))));

    [Test]
    public async Task Delivery_BurstOfAHundredThousandToTwoSinksOfWhichOneThrows_TheCountsAreRight()
    {
        const int burst = 100_000;
        AuthStrategiesMetrics metrics = new(factory: null);
        using Tally tally = new(metrics.EventsLost);
        CountingSink good = new(throwsAt: 0);
        CountingSink bad = new(throwsAt: 3);
        AuthEventDelivery delivery = new(
            [new("good", null, _ => good), new("bad", null, _ => bad)], new NoServices(), new() { QueueSize = 1_000_000 }, TimeProvider.System, new LogCapture(), metrics);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < burst / 2; i++)
                delivery.Publish(i % 10 == 0 ? Makers[5]("x") : Makers[3]("x"));
        })));
        await Until.TrueAsync(() => good.Taken == burst && bad.Taken + bad.Thrown == burst);
        await delivery.StopAsync(CancellationToken.None);

        Assert.That((good.Taken, good.Flushed), Is.EqualTo((burst, burst)));
        Assert.That(tally.Sum, Is.EqualTo(bad.Thrown).And.EqualTo(burst / 3), "every third one of the sink that throws, and no other");
        Assert.That(bad.Flushed, Is.EqualTo(bad.Taken));
    }

    private static ClientFacts Client(string text) => new() { Address = text, UserAgent = text };

    private static bool IsOdd(Rune rune) => rune.Value is 0xfffd || Rune.IsControl(rune)
        || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator;

    private sealed class CountingSink(int throwsAt) : IAuthEventSink
    {
        private int _calls;
        private int _unflushed;
        private int _taken;
        private int _thrown;

        public int Taken => Volatile.Read(ref _taken);

        public int Thrown => Volatile.Read(ref _thrown);

        public int Flushed { get; private set; }

        public ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken)
        {
            if (throwsAt > 0 && ++_calls % throwsAt == 0)
            {
                Interlocked.Increment(ref _thrown);
                throw new IOException("no table");
            }

            _unflushed++;
            Interlocked.Increment(ref _taken);
            return ValueTask.CompletedTask;
        }

        public ValueTask FlushAsync(CancellationToken cancellationToken)
        {
            Flushed += _unflushed;
            _unflushed = 0;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class OneLogger(LogCapture log) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void AddProvider(ILoggerProvider provider)
        {
            // It has one.
        }

        public void Dispose()
        {
            // It owns nothing.
        }
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
