using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AuthStrategies.Crash.KillPoints;

/// <summary>Counts every statement as an exchange.</summary>
internal sealed class KilledCommands(KillPoint killPoint) : DbCommandInterceptor
{
    private volatile bool _diesWhenAnswered;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        _diesWhenAnswered = killPoint.Before(() => command.ExecuteReaderAsync(CancellationToken.None));
        return new(result);
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default) =>
        new(Answered(result));

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        _diesWhenAnswered = killPoint.Before(() => command.ExecuteNonQueryAsync(CancellationToken.None));
        return new(result);
    }

    public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default) =>
        new(Answered(result));

    private T Answered<T>(T answer)
    {
        if (_diesWhenAnswered)
            KillPoint.Now();
        return answer;
    }
}
