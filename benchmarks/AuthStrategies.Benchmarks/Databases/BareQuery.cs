using System.Data;
using System.Data.Common;

namespace AuthStrategies.Benchmarks.Databases;

/// <summary>
/// The peer: what a careful person writes by hand. A connection out of the provider's pool, one parameter, the columns we read as well, and
/// the connection given back. It authenticates no user.
/// </summary>
internal static class BareQuery
{
    private const string Sql = """SELECT "Id", "SubjectHash", "Subject", "Payload", "ExpiresAt", "AbsoluteExpiresAt", "Version" FROM "AuthStrategySessions" WHERE "Id" = @id""";

    public static async Task<long> AskAsync(Func<DbConnection> make, byte[] id, int operations)
    {
        long read = 0;
        for (int n = 0; n < operations; n++)
            read += await AskAsync(make, id);
        return read;
    }

    private static async Task<long> AskAsync(Func<DbConnection> make, byte[] id)
    {
        await using DbConnection connection = make();
        await connection.OpenAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Sql;
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = "@id";
        parameter.DbType = DbType.Binary;
        parameter.Value = id;
        command.Parameters.Add(parameter);
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync())
            throw new InvalidOperationException("There is no such row.");

        return Read(reader);
    }

    private static long Read(DbDataReader row) =>
        row.GetFieldValue<byte[]>(0).Length + row.GetFieldValue<byte[]>(1).Length + row.GetFieldValue<byte[]>(2).Length + row.GetFieldValue<byte[]>(3).Length
        + row.GetInt64(4) + row.GetInt64(5) + row.GetInt64(6);
}
