using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>Finds a row by its id, with one statement that is never repeated automatically. Thread-safe.</summary>
internal sealed class RowLookup
{
    // One command for each model, because a context may have a model for each of its tenants.
    private readonly ConditionalWeakTable<IModel, RowCommand?> _commands = [];

    public Task<SessionRow?> FindAsync(DbContext context, byte[] id, CancellationToken cancellationToken)
    {
        IModel model = context.Model;
        if (!_commands.TryGetValue(model, out RowCommand? command))
            _commands.AddOrUpdate(model, command = RowCommand.For(context));

        return command is null ? QueryAsync(context, id, cancellationToken) : command.FindAsync(context, id, cancellationToken);
    }

    private static Task<SessionRow?> QueryAsync(DbContext context, byte[] id, CancellationToken cancellationToken) =>
        new SingleAttempt(context).ExecuteAsync(
            (context, id),
            static (_, args, token) => args.context.Set<SessionRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == args.id, token),
            verifySucceeded: null,
            cancellationToken);
}
