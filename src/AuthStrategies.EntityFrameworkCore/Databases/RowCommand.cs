using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// The look-up of a row by its id, written once for each model from its table, schema and columns. The command uses the context's
/// connection, interceptors and log, but not the query pipeline, which costs more than the query. Immutable and thread-safe.
/// </summary>
internal sealed class RowCommand
{
    private const string Id = "id";

    private static readonly string[] Columns =
    [
        nameof(SessionRow.Id), nameof(SessionRow.SubjectHash), nameof(SessionRow.Subject), nameof(SessionRow.Payload),
        nameof(SessionRow.ExpiresAt), nameof(SessionRow.AbsoluteExpiresAt), nameof(SessionRow.Version),
    ];

    private readonly IRelationalCommandTemplate _template;

    private RowCommand(IRelationalCommandTemplate template) => _template = template;

    /// <summary>Writes the command; <see langword="null"/> if the model or the context needs the query pipeline.</summary>
    public static RowCommand? For(DbContext context)
    {
        if (PlainMapping.Of(context) is not { } mapping)
            return null;

        var sql = context.GetService<ISqlGenerationHelper>();
        IColumnMapping[] columns = [.. Columns.Select(name => mapping.ColumnMappings.Single(column => column.Property.Name == name))];
        string parameter = sql.GenerateParameterName(Id);
        IRelationalCommandBuilder builder = context.GetService<IRelationalCommandBuilderFactory>().Create()
            .Append("SELECT ").Append(string.Join(", ", columns.Select(column => sql.DelimitIdentifier(column.Column.Name))))
            .Append(" FROM ").Append(sql.DelimitIdentifier(mapping.Table.Name, mapping.Table.Schema))
            .Append(" WHERE ").Append(sql.DelimitIdentifier(columns[0].Column.Name)).Append(" = ").Append(parameter)
            .AddParameter(Id, parameter, columns[0].TypeMapping, nullable: false);
        return new(builder.Build());
    }

    public async Task<SessionRow?> FindAsync(DbContext context, byte[] id, CancellationToken cancellationToken)
    {
        var connection = context.GetService<IRelationalConnection>();
        RelationalCommandParameterObject args = new(
            connection,
            new Dictionary<string, object?>(1) { [Id] = id },
            readerColumns: null,
            context,
            context.GetService<IRelationalCommandDiagnosticsLogger>(),
            CommandSource.LinqQuery);

        // A command keeps its reader, so it belongs to one connection and is never shared; a command that failed is not reused.
        IRelationalCommand command = connection.RentCommand();
        command.PopulateFrom(_template);
        RelationalDataReader answer = await command.ExecuteReaderAsync(args, cancellationToken).ConfigureAwait(false);
        await using var _ = answer.ConfigureAwait(false);
        SessionRow? row = await answer.ReadAsync(cancellationToken).ConfigureAwait(false) ? Read(answer.DbDataReader) : null;
        connection.ReturnCommand(command);
        return row;
    }

    private static SessionRow Read(DbDataReader row) => new()
    {
        Id = row.GetFieldValue<byte[]>(0),
        SubjectHash = row.GetFieldValue<byte[]>(1),
        Subject = row.GetFieldValue<byte[]>(2),
        Payload = row.GetFieldValue<byte[]>(3),
        ExpiresAt = row.GetInt64(4),
        AbsoluteExpiresAt = row.GetInt64(5),
        Version = row.GetInt64(6),
    };
}
