using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// A connection to SQLite without the functions that Entity Framework Core writes its queries with. They are added each time one opens, which
/// takes longer than a look-up, and a look-up calls none of them.
/// </summary>
internal static class BareConnection
{
    /// <summary>Puts one in the place of the context's own, before the command timeout is set. Nothing: the context keeps what it has.</summary>
    /// <returns>The context's own, to be put back into a context that others use afterwards.</returns>
    public static DbConnection? Replace(DbContext context)
    {
        if (context.Database.ProviderName != WriterLine.Sqlite || IsOfItsOwnKind(context) || context.Database.GetDbConnection() is not { State: ConnectionState.Closed } own)
            return null;

        DbConnection bare = DbProviderFactories.GetFactory(own)!.CreateConnection()!;
        bare.ConnectionString = own.ConnectionString;
        context.Database.SetDbConnection(bare, contextOwnsConnection: true);
        return own;
    }

    /// <summary>Puts the context's own back.</summary>
    public static void Restore(DbContext context, DbConnection? own)
    {
        if (own is not null)
            context.Database.SetDbConnection(own, contextOwnsConnection: true);
    }

    // Whoever brings a connection, or watches how it is made and opened, gets what he asked for.
    private static bool IsOfItsOwnKind(DbContext context)
    {
        IDbContextOptions options = context.GetService<IDbContextOptions>();
        CoreOptionsExtension? core = options.FindExtension<CoreOptionsExtension>();
        return RelationalOptionsExtension.Extract(options).Connection is not null
            || core?.Interceptors?.OfType<IDbConnectionInterceptor>().Any() == true
            || core?.ReplacedServices?.Keys.Any(replaced => replaced.Item1.Namespace == "Microsoft.EntityFrameworkCore.Storage") == true;
    }
}
