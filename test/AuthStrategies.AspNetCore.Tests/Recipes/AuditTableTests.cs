using System.Globalization;
using System.Reflection;
using System.Text;
using AuditTable;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AuthStrategies.AspNetCore.Tests.Recipes;

/// <summary>The sink of samples/AuditTable with texts of any length and content in every field of every event.</summary>
[TestFixture]
[Property("Requirement", "E-03")]
public sealed class AuditTableTests
{
    private static readonly (string Name, string Text)[] Hostile =
    [
        ("line breaks", "a\r\nFAKE\rb\nc\u2028d\u2029e\u0085f"),
        ("control characters", new string([.. Enumerable.Range(0, 32).Select(i => (char)i), '\u007f', '\u009b'])),
        ("NUL", "alice\0bob"),
        ("bidi and invisible", "\u202eevil\u2066\u2069\u200f\u200b\ufeff\u00ad"),
        ("lone surrogates", "\ud800 \udc00 \udc00\ud800"),
        ("half of a pair at the end", new string('a', 255) + "\ud83d"),
        ("a pair over the end", new string('a', 255) + "😀"),
        ("64 KiB", new string('x', 65_536)),
        ("64 KiB of pairs", string.Concat(Enumerable.Repeat("😀", 32_768))),
        ("SQL", "'); DROP TABLE \"AuthEvents\"; --"),
        ("a formula of a spreadsheet", "=HYPERLINK(\"https://evil.example\")"),
        ("empty", ""),
    ];

    private static IEnumerable<TestCaseData> Rows() => from row in Hostile
                                                       from type in typeof(AuthEvent).Assembly.GetTypes()
                                                       where type.IsSubclassOf(typeof(AuthEvent)) && type != typeof(CredentialAuthenticatedEvent)
                                                       select new TestCaseData(EventOf(type, row.Text)).SetArgDisplayNames(row.Name, type.Name);

    [TestCaseSource(nameof(Rows))]
    public async Task Write_AnyText_IsOneRowWhoseTextsFitTheirColumns(AuthEvent authEvent)
    {
        await using SqliteConnection connection = new("Data Source=:memory:");
        await connection.OpenAsync();
        Databases databases = new(new DbContextOptionsBuilder<AuditDatabase>().UseSqlite(connection).Options);
        await using (AuditDatabase empty = databases.CreateDbContext())
            await empty.Database.EnsureCreatedAsync();
        AuditSink sink = new(databases, TimeProvider.System);

        await sink.WriteAsync(authEvent, CancellationToken.None);
        await sink.WriteAsync(new TokenRotatedEvent { Strategy = "Session", Subject = "bob", Time = DateTimeOffset.UnixEpoch }, CancellationToken.None);
        await sink.FlushAsync(CancellationToken.None);

        await using AuditDatabase database = databases.CreateDbContext();
        AuditEntry[] rows = await database.Entries.OrderBy(entry => entry.Id).ToArrayAsync();
        Assert.That(rows.Select(row => row.Name), Is.EqualTo((string[])[authEvent.Name, "token_rotated"]));
        foreach (IProperty column in database.Model.FindEntityType(typeof(AuditEntry))!.GetProperties().Where(property => property.ClrType == typeof(string)))
        {
            string text = (string?)column.PropertyInfo!.GetValue(rows[0]) ?? "";
            Assert.That(text, Has.Length.LessThanOrEqualTo(column.GetMaxLength() ?? 0), column.Name);
            Assert.That(text.EnumerateRunes().Where(IsOdd), Is.Empty, column.Name);
            Assert.That(() => new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text), Throws.Nothing, column.Name);
        }
    }

    [TestCase(typeof(RequestRefusedEvent))]
    [TestCase(typeof(CredentialRefusedEvent))]
    [TestCase(typeof(SessionEndedEvent))]
    public void Entry_EventWithAReason_NamesIt(Type type) => Assert.That(AuditEntry.Of(EventOf(type, "x")).Reason, Is.Not.Null.And.Not.Empty);

    private static AuthEvent EventOf(Type type, string text)
    {
        var authEvent = (AuthEvent)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.CanWrite && property.PropertyType == typeof(string)))
            property.SetValue(authEvent, text);
        typeof(AuthEvent).GetProperty(nameof(AuthEvent.Client))!.SetValue(authEvent, new ClientFacts { Address = text, UserAgent = text });
        return authEvent;
    }

    private static bool IsOdd(Rune rune) => Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private sealed class Databases(DbContextOptions<AuditDatabase> options) : IDbContextFactory<AuditDatabase>
    {
        public AuditDatabase CreateDbContext() => new(options);
    }
}
