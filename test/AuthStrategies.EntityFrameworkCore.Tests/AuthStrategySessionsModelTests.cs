using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore.Tests;

[TestFixture]
public sealed class AuthStrategySessionsModelTests
{
    private static readonly Action<DbContextOptionsBuilder> SqlServer = o => o.UseSqlServer("Server=nowhere");
    private static readonly Action<DbContextOptionsBuilder> Postgres = o => o.UseNpgsql("Host=nowhere");
    private static readonly Action<DbContextOptionsBuilder> Sqlite = o => o.UseSqlite("Data Source=:memory:");

    [Test]
    public void Script_SqlServer_ComparesBytesAndIndexesNothingARenewalMoves()
    {
        string script = Script(SqlServer);

        Assert.That(script, Does.Contain("[Id] binary(16) NOT NULL"));
        Assert.That(script, Does.Contain("[SubjectHash] binary(32) NOT NULL"));
        Assert.That(script, Does.Contain("[Subject] varbinary(max) NOT NULL"));
        Assert.That(script, Does.Contain("[Payload] varbinary(max) NOT NULL"));
        Assert.That(script, Does.Contain("[ExpiresAt] bigint NOT NULL"));
        Assert.That(script, Does.Contain("ON [AuthStrategySessions] ([SubjectHash])"));
        Assert.That(script, Does.Contain("ON [AuthStrategySessions] ([ExpiresAt])"));
        // No column of text, so no collation that takes Alice for alice.
        Assert.That(script, Does.Not.Contain("char"));
    }

    [Test]
    public void Script_Postgres_KeepsBytesAsBytes()
    {
        string script = Script(Postgres);

        Assert.That(script, Does.Contain("\"Id\" bytea NOT NULL"));
        Assert.That(script, Does.Contain("\"SubjectHash\" bytea NOT NULL"));
        Assert.That(script, Does.Contain("\"ExpiresAt\" bigint NOT NULL"));
        Assert.That(script, Does.Not.Contain("text"));
    }

    [Test]
    public void Script_Sqlite_KeepsBytesAsBytes()
    {
        string script = Script(Sqlite);

        Assert.That(script, Does.Contain("\"Id\" BLOB NOT NULL"));
        Assert.That(script, Does.Contain("\"ExpiresAt\" INTEGER NOT NULL"));
        Assert.That(script, Does.Not.Contain("TEXT"));
    }

    [Test]
    public void Statements_SqlServer_AreTranslated()
    {
        using AuthStrategySessionsContext context = Context(SqlServer);
        byte[] hash = new byte[32];

        string list = context.Set<SessionRow>().Where(row => row.SubjectHash == hash).ToQueryString();

        Assert.That(list, Does.Contain("binary(32)").And.Contain("[SubjectHash] = @hash"));
    }

    [Test]
    public void AddAuthStrategySessions_NameAndSchema_AreTaken()
    {
        var model = new ModelBuilder();

        model.AddAuthStrategySessions("Logins", "auth");

        Assert.That(model.Model.FindEntityType(typeof(SessionRow))!.GetSchemaQualifiedTableName(), Is.EqualTo("auth.Logins"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" ")]
    public void AddAuthStrategySessions_NoName_Throws(string? name) =>
        Assert.That(() => new ModelBuilder().AddAuthStrategySessions(name!), Throws.InstanceOf<ArgumentException>());

    private static string Script(Action<DbContextOptionsBuilder> use)
    {
        using AuthStrategySessionsContext context = Context(use);
        return context.Database.GenerateCreateScript();
    }

    private static AuthStrategySessionsContext Context(Action<DbContextOptionsBuilder> use)
    {
        var options = new DbContextOptionsBuilder<AuthStrategySessionsContext>();
        use(options);
        return new(options.Options);
    }
}
