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
    /// <summary>Puts one in the place of a context's own, for good. A context that it would not do for keeps what it has.</summary>
    public static void Give(DbContext context)
    {
        if (context.Database.ProviderName != WriterQueue.Sqlite || IsOfItsOwnKind(context))
            return;

        // The context disposes of the one it has, and of this one in the end.
        DbConnection own = context.Database.GetDbConnection();
        DbConnection bare = DbProviderFactories.GetFactory(own)!.CreateConnection()!;
        bare.ConnectionString = own.ConnectionString;
        context.Database.SetDbConnection(bare, contextOwnsConnection: true);
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
