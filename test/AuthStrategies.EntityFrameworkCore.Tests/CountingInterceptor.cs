using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AuthStrategies.EntityFrameworkCore.Tests;

/// <summary>Sees every command of a context.</summary>
internal sealed class CountingInterceptor : DbCommandInterceptor
{
    private readonly ConcurrentQueue<string> _commands = [];
    private readonly ConcurrentQueue<Guid> _contexts = [];
    private readonly ConcurrentQueue<int> _timeouts = [];

    public IReadOnlyCollection<string> Commands => _commands;

    public int Inserts => _commands.Count(text => text.Contains("INSERT", StringComparison.Ordinal));

    /// <summary>How long each command may take, in seconds.</summary>
    public IReadOnlyCollection<int> Timeouts => _timeouts;

    /// <summary>Which context each command came from.</summary>
    public IReadOnlyCollection<Guid> Contexts => _contexts;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Keep(command, eventData);
        return new(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Keep(command, eventData);
        return new(result);
    }

    private void Keep(DbCommand command, CommandEventData eventData)
    {
        _commands.Enqueue(command.CommandText);
        _timeouts.Enqueue(command.CommandTimeout);
        _contexts.Enqueue(eventData.Context!.ContextId.InstanceId);
    }
}
