using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using AuthStrategies.EntityFrameworkCore.Databases;
using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AuthStrategies.EntityFrameworkCore.Tests.Databases;

/// <summary>What the log says about a database that refuses: the reason and the provider's code, and nothing of the provider's text.</summary>
[TestFixture]
public sealed class DatabaseFailuresTests
{
    private const string Secret = "hunter2";

    [TestCase("42P01", null, "", "the table is missing, or has other columns. Apply the migration (Said, SQLSTATE 42P01)")]
    [TestCase("42703", null, "", "the table is missing")]
    [TestCase("55P03", null, "", "another connection has locked it (Said, SQLSTATE 55P03)")]
    [TestCase("28P01", null, "password authentication failed for user \"hunter2\"", "it refuses the user or the password (Said, SQLSTATE 28P01)")]
    [TestCase("42501", null, "", "the user may not do this")]
    [TestCase("3D000", null, "database \"hunter2\" does not exist", "there is no such database")]
    [TestCase("53300", null, "", "it has too many connections")]
    [TestCase("53100", null, "", "its disk or memory is full")]
    [TestCase("25006", null, "", "it accepts no changes")]
    [TestCase("57P01", null, "", "it starts, stops, or has ended the connection")]
    [TestCase("08006", null, "", "there is no connection (Said, SQLSTATE 08006)")]
    [TestCase("23514", null, "Failing row contains (hunter2)", "a constraint refused the row (Said, SQLSTATE 23514)")]
    [TestCase("22P02", null, "invalid input syntax: hunter2", "the inner exception says why (Said, SQLSTATE 22P02)")]
    [TestCase(null, "208", "", "the table is missing, or has other columns. Apply the migration (Said, error 208)")]
    [TestCase(null, "18456", "Login failed for user 'hunter2'", "it refuses the user or the password (Said, error 18456)")]
    [TestCase(null, "1222", "", "another connection has locked it (Said, error 1222)")]
    [TestCase(null, "50000", "hunter2", "the inner exception says why (Said, error 50000)")]
    [TestCase(null, null, "SQLite Error 1: 'no such table: AuthStrategySessions'.", "the table is missing, or has other columns. Apply the migration (Said, SQLite error 1)")]
    [TestCase(null, null, "SQLite Error 1: 'near \"hunter2\": syntax error'.", "the inner exception says why (Said, SQLite error 1)")]
    [TestCase(null, null, "SQLite Error 5: 'database is locked'.", "another connection has locked it (Said, SQLite error 5)")]
    [TestCase(null, null, "SQLite Error 11: 'database disk image is malformed'.", "its file is damaged (Said, SQLite error 11)")]
    [TestCase(null, null, "SQLite Error 13: 'database or disk is full'.", "its disk or memory is full")]
    [TestCase(null, null, "SQLite Error 999: 'hunter2'.", "the inner exception says why (Said, SQLite error 999)")]
    [TestCase(null, null, "SQLite Error hunter2: 'a'.", "the inner exception says why (Said)")]
    [TestCase(null, null, "hunter2", "the inner exception says why (Said)")]
    public void Describe_OfAProvidersError_NamesTheReasonAndTheCode(string? sqlState, string? number, string message, string expected)
    {
        string text = DatabaseFailures.Describe(new DbUpdateException("saving", new Said(sqlState, number, message)));

        Assert.That(text, Does.StartWith(expected).And.Not.Contain(Secret));
    }

    [Test]
    public void Describe_WithoutAProvider_NamesTheTypeOnly()
    {
        Assert.That(DatabaseFailures.Describe(new InvalidOperationException(Secret)), Is.EqualTo("the inner exception says why (InvalidOperationException)"));
        Assert.That(DatabaseFailures.Describe(new InvalidOperationException(Secret, new AuthenticationException(Secret))), Is.EqualTo("the TLS connection was not established. Check its certificate (AuthenticationException)"));
        Assert.That(DatabaseFailures.Describe(new Said(null, null, Secret, new SocketException((int)SocketError.HostNotFound))), Does.Contain("(SocketException, HostNotFound)").And.Not.Contain(Secret));
    }

    [TestCase("the table \"X\" is missing", "the table \"X\" is missing (Said, SQLSTATE 42P01)")]
    [TestCase(null, "the table is missing, or has other columns. Apply the migration (Said, SQLSTATE 42P01)")]
    public void Describe_MissingTable_IsNamedIfTheApplicationGivesItsContext(string? named, string expected) =>
        Assert.That(DatabaseFailures.Describe(new Said("42P01", null, Secret), () => named), Is.EqualTo(expected));

    [TestCase("missing", "the table is missing, or has other columns. Apply the migration (SqliteException, SQLite error 1)")]
    [TestCase("columns", "the table is missing, or has other columns. Apply the migration (SqliteException, SQLite error 1)")]
    [TestCase("locked", "another connection has locked it (SqliteException, SQLite error 5)")]
    [TestCase("folder", "its file cannot be opened. Check the path")]
    [TestCase("other file", "its file is no SQLite database, or is encrypted (SqliteException, SQLite error 26)")]
    [TestCase("read-only", "it accepts no changes (SqliteException, SQLite error 8)")]
    public async Task Describe_OfSqlite(string state, string expected)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        string file = database.ConnectionString;
        await using SqliteConnection other = new(file);
        await other.OpenAsync();
        SqliteConnectionStringBuilder builder = new(file) { DefaultTimeout = 1, Pooling = false };
        string sql = """DELETE FROM "AuthStrategySessions" WHERE "Version" < 0""";
        if (state == "missing")
            await database.SayAsync("""DROP TABLE "AuthStrategySessions" """);
        else if (state == "columns")
            await database.SayAsync("""ALTER TABLE "AuthStrategySessions" DROP COLUMN "Version" """);
        else if (state == "locked")
            await RunAsync(other, "BEGIN EXCLUSIVE");
        else if (state == "folder")
            builder.DataSource = "/no/such/folder/hunter2.db";
        else if (state == "read-only")
            builder.Mode = SqliteOpenMode.ReadOnly;
        else
            await File.WriteAllTextAsync(builder.DataSource = Path.Combine(Path.GetDirectoryName(builder.DataSource)!, "hunter2.db"), new string('x', 4096));
        if (state == "columns")
            sql = """DELETE FROM "AuthStrategySessions" WHERE "AuthStrategySessions"."Version" < 0""";

        await using SqliteConnection connection = new(builder.ConnectionString);
        SqliteException error = (await Assert.ThrowsAsync<SqliteException>(async () =>
        {
            await connection.OpenAsync();
            await RunAsync(connection, sql);
        }))!;

        Assert.That(DatabaseFailures.Describe(error), Does.StartWith(expected).And.Not.Contain(Secret));
    }

    [TestCase("missing", "the table is missing, or has other columns. Apply the migration (PostgresException, SQLSTATE 42P01)")]
    [TestCase("locked", "another connection has locked it (PostgresException, SQLSTATE 55P03)")]
    [TestCase("refused", "there is no connection. Check its address, and that it runs (SocketException, ConnectionRefused)")]
    [TestCase("database", "there is no such database (PostgresException, SQLSTATE 3D000)")]
    [TestCase("user", "it refuses the user or the password (PostgresException, SQLSTATE 28")]
    public async Task Describe_OfPostgres(string state, string expected)
    {
        NpgsqlConnectionStringBuilder builder = new(await Postgres.ConnectionStringAsync()) { Pooling = false, Timeout = 30 };
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Postgres);
        await using DbConnection other = await database.ConnectAsync();
        if (state == "locked")
            await RunAsync(other, """BEGIN; LOCK TABLE "AuthStrategySessions" IN ACCESS EXCLUSIVE MODE""");
        else if (state == "refused")
            (builder.Host, builder.Port) = ("127.0.0.1", 1);
        else if (state == "database")
            builder.Database = Secret;
        else if (state == "user")
            (builder.Username, builder.Password) = (Secret, Secret);
        string sql = state == "missing" ? "SELECT * FROM hunter2" : """SET lock_timeout = '100ms'; SELECT * FROM "AuthStrategySessions" """;

        await using NpgsqlConnection connection = new(builder.ConnectionString);
        Exception error = (await Assert.CatchAsync(async () =>
        {
            await connection.OpenAsync();
            await RunAsync(connection, sql);
        }))!;

        Assert.That(DatabaseFailures.Describe(error), Does.StartWith(expected).And.Not.Contain(Secret));
    }

    [Test]
    public async Task Describe_OfSqlServerThatIsNotThere_SaysThatThereIsNoConnection()
    {
        await using SqlConnection connection = new($"Server=tcp:127.0.0.1,1;Connect Timeout=2;Connect Retry Count=0;Encrypt=false;User ID={Secret};Password={Secret}");

        SqlException error = (await Assert.ThrowsAsync<SqlException>(() => connection.OpenAsync()))!;

        Assert.That(DatabaseFailures.Describe(error), Does.StartWith("there is no connection").And.Not.Contain(Secret));
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

#pragma warning disable CA1032 // Made here only, in one way.
    private sealed class Said : DbException
    {
        public Said(string? sqlState, string? number, string message, Exception? inner = null)
            : base(message, inner)
        {
            SqlState = sqlState;
            if (number is not null)
                Data["HelpLink.EvtID"] = number;
        }

        public override string? SqlState { get; }
    }
#pragma warning restore CA1032
}
